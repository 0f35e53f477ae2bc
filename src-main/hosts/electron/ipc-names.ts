/** Carries the contract's messages, both ways. */
export const CONTRACT_MESSAGES = 'lianxinqiao:contract';
/** A page tells that it listens now: whatever channel it had before is over. */
export const CONTRACT_OPEN = 'lianxinqiao:open';
