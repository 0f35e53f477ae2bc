// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { codeOf } from './stop.mjs';

/**
 * An object kept in a file of ours. A missing or damaged file is an empty object: all that we keep so can be
 * found out again.
 *
 * @param {string} file
 * @returns {Record<string, unknown>}
 */
export function readJsonFile(file) {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError || ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return {};
    throw error;
  }
}

/**
 * @param {string} file
 * @param {object} value
 */
export function writeJsonFile(file, value) {
  writeFileSync(file, `${JSON.stringify(value)}\n`);
}
