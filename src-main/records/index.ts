export { personalPartOf } from './chain.ts';
export { createRecords, type Recorded, type Records } from './records.ts';
export { openSigner, type Signer } from './signing.ts';
export { readSummary, type SummaryContent, signSummary } from './summary.ts';
export { verifyChain } from './verify.ts';
