export { type ChallengeRefusal, chooseChallenge, formatChallenge } from './challenge.ts';
export { createCredentials } from './credentials.ts';
