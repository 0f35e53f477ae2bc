// @ts-check
import { describe, expect, it } from 'vitest';
import { addUp, lastLine, readReport, succeeded } from './vitest-results.mjs';

/**
 * @param {string} status
 * @param {string} [group]
 */
const test = (status, group = 'phone') => ({ ancestorTitles: ['', group], title: 't', status });
/**
 * @param {string} name
 * @param {object[]} assertionResults
 * @param {object} [more]
 */
const file = (name, assertionResults, more = {}) => ({
  name: `/root/${name}`,
  status: 'passed',
  message: '',
  assertionResults,
  ...more,
});
const whole = { root: '/root', filtered: false };
/**
 * @param {unknown[]} testResults
 * @param {number} [exitCode]
 */
const read = (testResults, exitCode = 0, options = whole) =>
  readReport('unit tests', { testResults }, exitCode, options);

describe('readReport', () => {
  it('counts tests', () => {
    const outcome = read(
      [
        file(
          'a.test.ts',
          [test('passed'), { ...test('failed'), failureMessages: ['Error: silent\n at b'] }, test('failed')],
          { status: 'failed' },
        ),
        file('b.test.ts', [
          test('skipped', 'audio'),
          test('skipped', 'audio'),
          test('todo'),
          test('pending'),
        ]),
      ],
      1,
    );
    expect(outcome).toMatchObject({ passed: 1, failed: 2, skipped: 4 });
    expect(outcome.problems).toEqual([
      'a.test.ts › phone › t: Error: silent',
      'a.test.ts › phone › t: failed',
    ]);
    expect(outcome.skippedGroups).toEqual(['b.test.ts › audio: 2 tests', 'b.test.ts › phone: 2 tests']);
  });

  it('names a test that passed only at its second try', () => {
    const flaky = { ...test('passed'), failureMessages: ['Error: too late\n at b'] };
    const outcome = read([file('a.test.ts', [test('passed'), flaky])]);
    expect(outcome).toMatchObject({ passed: 2, failed: 0, problems: [] });
    expect(outcome.flaky).toEqual(['a.test.ts › phone › t: Error: too late']);
  });

  it('counts a file that could not be collected as failed', () => {
    const outcome = read(
      [
        file('a.test.ts', [test('passed')]),
        file('b.test.ts', [], { status: 'failed', message: 'Cannot find x\n at' }),
      ],
      1,
    );
    expect(outcome).toMatchObject({ passed: 1, failed: 1, problems: ['b.test.ts: Cannot find x'] });
  });

  it('counts a hook that failed with its tests skipped as failed', () => {
    const outcome = read(
      [file('a.test.ts', [test('skipped')], { status: 'failed', message: 'beforeAll' })],
      1,
    );
    expect(outcome).toMatchObject({ failed: 1, skipped: 1 });
  });

  it('counts a run that broke off as failed', () => {
    expect(readReport('unit tests', undefined, 139, whole)).toMatchObject({ passed: 0, failed: 1 });
    expect(readReport('unit tests', { nonsense: true }, 0, whole)).toMatchObject({ failed: 1 });
    const unhandled = read([file('a.test.ts', [test('passed')])], 1);
    expect(unhandled.problems).toEqual(['unit tests: vitest ended with exit code 1 although no test failed']);
  });

  it('counts a run without tests as failed, unless a selection left it empty', () => {
    expect(read([])).toMatchObject({ failed: 1 });
    expect(read([], 0, { ...whole, filtered: true })).toMatchObject({ failed: 0, passed: 0 });
  });
});

describe('the last line', () => {
  const one = { passed: 2, failed: 0, skipped: 0, problems: [], flaky: [], skippedGroups: [] };
  it('adds up all runs', () => {
    const sum = addUp([one, { ...one, passed: 3, skipped: 1, skippedGroups: ['g'] }]);
    expect(lastLine(sum)).toBe('5 passed, 0 failed, 1 skipped');
    expect(sum.skippedGroups).toEqual(['g']);
    expect(lastLine(addUp([one, one]))).toBe('4 passed, 0 failed');
  });
  it('is success only if something passed and nothing failed', () => {
    expect(succeeded(one)).toBe(true);
    expect(succeeded({ ...one, failed: 1 })).toBe(false);
    expect(succeeded({ ...one, passed: 0, skipped: 9 })).toBe(false);
    expect(succeeded(addUp([]))).toBe(false);
  });
});
