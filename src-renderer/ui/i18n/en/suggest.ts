/** What is suggested beside the form, why, and who calls. */
export const suggest = {
  region: 'Suggestions',
  categories: 'Category',
  units: 'Unit',
  duplicates: 'Perhaps the same matter',
  key: 'Ctrl+{{digit}} takes it',
  keys: 'Ctrl+{{from}}–{{to}} takes one',
  merge: 'Join',
  more: '{{count}} more',
  left: 'Also: {{what}}',
  similarity: '{{share}}% alike',
  reason: {
    words: 'has {{words}}',
    named: 'names {{words}}',
    'own-category': '{{count}} similar here',
    'own-unit': '{{count}} sent to it here',
    'in-charge': 'in charge of “{{category}}”',
    'answered-by': 'such units answered {{share}}%',
    area: 'in {{area}}',
    'same-place': 'same place',
    'same-category': 'same category',
    'same-words': 'both say {{words}}',
  },
} as const;

/** The screen pop: who is known behind the number. */
export const caller = {
  region: 'Caller',
  heading: 'Caller',
  count: '{{total}} orders, {{open}} open',
  last: 'last {{time}}',
  noName: 'No name left',
  mark: {
    repeat: 'Calls often',
    'promised-callback': 'Was promised a callback',
    confidential: 'Somebody asked for secrecy: say no name first',
    nuisance: 'Nuisance number',
  },
  followUp: 'Follow up',
  take: 'Take over',
  choose: 'Alt+↑↓',
} as const;

/** What a pasted or dictated text offers. */
export const reading = {
  region: 'Found in the text',
  heading: 'Found in the text',
  identity: 'An identity number stands in the text: it is not to be kept',
  all: 'Take all',
  others: 'Also read: {{fields}}',
  source: 'from “{{source}}”',
} as const;
