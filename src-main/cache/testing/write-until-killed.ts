/**
 * The child of the SIGKILL test: `node write-until-killed.ts DIRECTORY`. Patches one draft without end and
 * prints each sequence once it is acknowledged. Written synchronously, so that a line means just that.
 */
import { writeSync } from 'node:fs';
import { openCache } from '../index.ts';
import { cacheOptions, draft, id } from './samples.ts';

const [directory] = process.argv.slice(2);
const { cache } = openCache(cacheOptions(directory));
cache.drafts.insert(draft(1));
for (let sequence = 1; ; sequence += 1) {
  const fields = { content: `第${sequence}次输入`, title: String(sequence) };
  cache.drafts.patch({ draftId: id(1), writer: id(2), operator: '李敏', sequence, fields, at: sequence });
  writeSync(1, `${sequence}\n`);
}
