// @ts-check
/**
 * What a test run came to.
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed a file that could not be collected, and a run that broke off, count as one each
 * @property {number} skipped `todo` too
 * @property {string[]} problems what failed, a test or outside of one, one line each
 * @property {string[]} flaky passed, but only at its second try, one line each
 * @property {string[]} skippedGroups one line each
 */

/**
 * The fields read of vitest's JSON report.
 * @typedef {{ ancestorTitles: string[], title: string, status: string, failureMessages?: string[] }} Assertion
 * @typedef {{ name: string, status: string, message: string, assertionResults: Assertion[] }} FileResult
 */

/**
 * @param {string} run the run's name, for the lines
 * @param {unknown} report vitest's JSON report; undefined if it wrote none
 * @param {number} exitCode vitest's
 * @param {{ root: string, filtered: boolean }} options `filtered`: a selection may leave a run empty
 * @returns {Outcome}
 */
export function readReport(run, report, exitCode, { root, filtered }) {
  /** @type {Outcome} */
  const outcome = { passed: 0, failed: 0, skipped: 0, problems: [], flaky: [], skippedGroups: [] };
  /** @param {string} line */
  const fail = (line) => {
    outcome.failed += 1;
    outcome.problems.push(line);
  };
  const files = filesOf(report);
  if (files === undefined) {
    fail(`${run}: vitest wrote no report (exit code ${exitCode})`);
    return outcome;
  }
  /** @type {Map<string, number>} */
  const groups = new Map();
  for (const file of files) {
    const name = file.name.startsWith(root) ? file.name.slice(root.length).replace(/^[\\/]/, '') : file.name;
    const failedBefore = outcome.failed;
    for (const { status, ancestorTitles, title, failureMessages } of file.assertionResults) {
      // At the end again: a long run's failure has scrolled away, and a cut log keeps only the end.
      const where = [name, ...ancestorTitles, title].filter((part) => part !== '').join(' › ');
      const why = failureMessages?.[0]?.split('\n')[0];
      if (status === 'passed') {
        outcome.passed += 1;
        if (why !== undefined) outcome.flaky.push(`${where}: ${why}`);
      } else if (status === 'failed') fail(`${where}: ${why || 'failed'}`);
      else {
        outcome.skipped += 1;
        const group = [name, ...ancestorTitles.filter((title) => title !== '')].slice(0, 2).join(' › ');
        groups.set(group, (groups.get(group) ?? 0) + 1);
      }
    }
    if (file.status === 'failed' && outcome.failed === failedBefore) {
      fail(`${name}: ${file.message.split('\n')[0] || 'failed outside its tests'}`);
    }
  }
  for (const [group, count] of groups) {
    outcome.skippedGroups.push(`${group}: ${count} ${count === 1 ? 'test' : 'tests'}`);
  }
  const total = outcome.passed + outcome.failed + outcome.skipped;
  if (total === 0 && !filtered) fail(`${run}: no test was found`);
  else if (exitCode !== 0 && outcome.failed === 0) {
    fail(`${run}: vitest ended with exit code ${exitCode} although no test failed`);
  }
  return outcome;
}

/**
 * @param {unknown} report
 * @returns {FileResult[] | undefined}
 */
function filesOf(report) {
  if (typeof report !== 'object' || report === null || !('testResults' in report)) return undefined;
  return Array.isArray(report.testResults) ? report.testResults : undefined;
}

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function addUp(outcomes) {
  return {
    passed: outcomes.reduce((sum, one) => sum + one.passed, 0),
    failed: outcomes.reduce((sum, one) => sum + one.failed, 0),
    skipped: outcomes.reduce((sum, one) => sum + one.skipped, 0),
    problems: outcomes.flatMap((one) => one.problems),
    flaky: outcomes.flatMap((one) => one.flaky),
    skippedGroups: outcomes.flatMap((one) => one.skippedGroups),
  };
}

/**
 * The very last line of `npm test`.
 * @param {Outcome} outcome
 */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Nothing tested is not success; neither is everything skipped.
 * @param {Outcome} outcome
 */
export function succeeded({ passed, failed }) {
  return failed === 0 && passed > 0;
}
