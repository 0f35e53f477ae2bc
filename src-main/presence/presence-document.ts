import type { AgentState } from '#shared/domain/index.ts';

/** What a person does, in the words of RFC 4480 section 3.2; none for a seat that takes calls. */
const ACTIVITIES: Readonly<Partial<Record<string, string>>> = {
  ringing: 'busy',
  talking: 'on-the-phone',
  'after-call-work': 'busy',
  'not-ready': 'away',
  'not-ready:meal': 'meal',
  'not-ready:meeting': 'meeting',
};

/**
 * A presence document (RFC 3863) of one tuple: open while the seat takes calls, and the state in our own words as its
 * note; with the activity of RFC 4480 for exchanges and telephones that show one.
 *
 * @param entity SIP address of the account
 */
export function presenceDocument(entity: string, state: AgentState): string {
  const isOpen = state.state === 'ready' || state.state === 'official-shift';
  const word = state.reason === null ? state.state : `${state.state}:${state.reason}`;
  const activity = ACTIVITIES[word] ?? ACTIVITIES[state.state];
  const person = activity
    ? `<dm:person id="agent"><rpid:activities><rpid:${activity}/></rpid:activities></dm:person>`
    : '';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="${escaped(entity)}">`,
    `<tuple id="seat"><status><basic>${isOpen ? 'open' : 'closed'}</basic></status><note xml:lang="en">${escaped(word)}</note></tuple>`,
    `${person}</presence>`,
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
