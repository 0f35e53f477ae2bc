/**
 * Before every unit test file. What a test waits for may take long on a busy machine; how long is not what it asserts.
 * A wait that fails does so a little before the test's own limit, so that it says what it waited for.
 */
if (typeof document !== 'undefined') {
  const { configure } = await import('@testing-library/dom');
  configure({ asyncUtilTimeout: 60_000 });
}

export {};
