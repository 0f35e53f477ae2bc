/** Phrases of one's own. */
export const phrases = {
  title: 'My phrases',
  name: 'Name',
  text: 'Text',
  textHint: 'Text; write what is to be filled as 【what】, Tab then goes through it',
  add: 'Add',
  change: 'Save changes',
  remove: 'Remove',
  removeNamed: 'Remove “{{name}}”',
} as const;
