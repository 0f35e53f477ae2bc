// @ts-check
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A set of files, by content. Size and time only save reading what was read before.
 *
 * @typedef {Record<string, { size: number, time: number, sha256: string }>} FileTable by path with `/`
 * @typedef {{ digest: string, files: FileTable, read: number }} Fingerprint `read`: files whose content was read
 */

/**
 * @param {string | Uint8Array} content
 * @returns {string} hexadecimal
 */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * @param {string} root
 * @param {readonly string[]} inputs files and folders, relative to the root; missing ones count as empty
 * @param {FileTable} known the table of an earlier fingerprint
 * @param {(path: string) => boolean} [accept] by path relative to the root
 * @returns {Fingerprint}
 */
export function fingerprint(root, inputs, known, accept = () => true) {
  /** @type {FileTable} */
  const files = {};
  let read = 0;
  /** @param {string} path */
  const visit = (path) => {
    const full = join(root, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(full).sort()) visit(`${path}/${name}`);
      return;
    }
    if (!accept(path)) return;
    const before = known[path];
    const same = before !== undefined && before.size === stat.size && before.time === stat.mtimeMs;
    if (!same) read += 1;
    files[path] = same ? before : { size: stat.size, time: stat.mtimeMs, sha256: sha256(readFileSync(full)) };
  };
  for (const input of [...inputs].sort()) visit(input);
  const lines = Object.entries(files).map(([path, file]) => `${path} ${file.sha256}\n`);
  return { digest: sha256(lines.join('')), files, read };
}
