import { calendar } from './en/calendar.ts';
import { call, desk } from './en/call.ts';
import { commands } from './en/commands.ts';
import { error, fault } from './en/error.ts';
import { figures } from './en/figures.ts';
import { form } from './en/form.ts';
import { supervision, wallboard } from './en/hall.ts';
import { callbacks, orders } from './en/orders.ts';
import { outbox } from './en/outbox.ts';
import { pages } from './en/pages.ts';
import { phrases } from './en/phrases.ts';
import { scripts } from './en/scripts.ts';
import { shift } from './en/shift.ts';
import { ready, sound, status } from './en/station.ts';
import { caller, reading, suggest } from './en/suggest.ts';
import type { zhCN } from './zh-CN.ts';

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** English, complete: the type has exactly the keys of `zh-CN.ts`. */
export const en: Texts<typeof zhCN> = {
  wallboard,
  supervision,
  app: {
    name: 'Lianxinqiao',
    subtitle: '12345 hotline seat',
    title: 'Lianxinqiao · 12345 hotline seat',
    titleRinging: 'Call {{seconds}} s · Lianxinqiao',
    titleOverdue: 'Call overdue {{seconds}} s · Lianxinqiao',
    titleActive: 'On a call {{time}} · Lianxinqiao',
    notice: { title: '12345 call', body: 'A citizen is calling. Please answer.', answer: 'Answer' },
    practice: 'Practice',
    media: 'Call audio',
    connecting: 'Connecting to the program…',
    lost: 'Connection to the program lost, reconnecting… Your text is kept and will be saved.',
    recovering: 'The screen failed and is coming back. The call goes on; your text is kept.',
    dismiss: 'Got it',
    close: 'Close',
    skip: 'Skip to the work order',
  },
  call,
  form,
  calendar,
  commands,
  suggest,
  caller,
  reading,
  phrases,
  save: {
    region: 'Saving',
    empty: 'Nothing typed yet',
    saving: 'Saving…',
    saved: 'Saved {{time}}',
    failed: 'Not saved: {{reason}}',
  },
  submitted: {
    tell: 'Tell the citizen',
    number: 'Number',
    savedHere: 'Saved on this computer',
    waiting: 'On its way to the centre',
    received: 'Received by the centre',
    refused: 'Refused by the centre',
    refusedHint: 'Reason: {{reason}}. Please tell the shift leader.',
    waitingHint: 'Calls are not affected. It is sent once the centre is reachable.',
    open: 'View, amend, callback, print',
    next: 'Next order',
    dispatchedTo: 'Dispatched to {{unit}}',
    answeredOnSpot: 'Answered in the call',
    dueBy: 'Reply by {{time}}',
  },
  orders,
  callbacks,
  guide: {
    region: 'Phrases and hints',
    heading: 'What to say now',
    nothing: 'When a call is answered, what to say appears here.',
    idleTitle: 'One call, four steps',
    idle1: 'When it rings, press F2 to answer.',
    idle2: 'Say the phrases shown here; type while you listen.',
    idle3: 'Ctrl+Enter submits; tell the citizen the number.',
    idle4: 'F8 hangs up.',
    idleNote: 'What you type is saved at once; a power cut loses nothing.',
    slot: 'Replace with the facts',
  },
  practice: {
    region: 'Practice captions',
    secondCall: 'Another call',
    heading: 'Other side (practice)',
    waiting: "Once answered, the citizen's words appear here line by line.",
    topic: 'Topic: {{topic}}',
  },
  status,
  ready,
  sound,
  desk,
  fault,
  help: {
    library: 'Search phrases, rules, units',
    title: 'Keys',
    intro: 'While an input method is composing, keys do nothing.',
    answer: 'Answer the call, from any field',
    hangUp: 'Hang up the call',
    hold: 'Hold, again to resume; with two calls: switch',
    mute: 'Mute, again to unmute',
    desk: 'Dial; during a call, transfer or consult',
    submit: 'Submit the order',
    newDraft: 'New order',
    nextDraft: 'Next open order',
    commands: 'Commands, templates, phrases; ? lists all',
    offers: 'Take what is listed on the right; 0: all that was read',
    join: 'Join the order that may be the same',
    takeCaller: 'Take over the chosen caller and place',
    followUp: 'Follow up the chosen order; Alt+↑↓ to choose',
    steps: 'Undo / redo a step of this order',
    types: 'Choose the request type',
    menu: 'Open more pages',
    help: 'Open or close this page',
    tab: 'Next / previous field',
    states: 'Shapes of states',
    stateGood: 'Fine',
    stateBusy: 'Under way',
    stateWarn: 'Attention',
    stateBad: 'Wrong',
  },
  outbox,
  pages,
  shift,
  figures,
  scripts,
  error,
};
