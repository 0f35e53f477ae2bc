// @ts-check
import { describe, expect, it } from 'vitest';
import { classifyNpmFailure, expectedRequests, networkCodeIn, npmCommand } from './npm.mjs';

describe('classifyNpmFailure', () => {
  /** @type {Array<[string, string]>} */
  const cases = [
    ['npm error code ENOTFOUND\nnpm error network request to … failed', 'network'],
    ['npm error code ECONNREFUSED', 'network'],
    ['npm error code ETIMEDOUT', 'network'],
    ['npm error code EAI_AGAIN', 'network'],
    ['npm error code ERR_SOCKET_TIMEOUT', 'network'],
    ['npm ERR! code ECONNRESET', 'network'],
    ['npm http fetch GET x attempt 1 failed with ENOTFOUND', 'network'],
    ['npm http fetch GET x attempt 1 failed with 503', 'network'],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['npm error code ENOSPC\nnpm error syscall write', 'disk-full'],
    ['npm error code EACCES\nnpm error syscall mkdir', 'permission'],
    ['npm error code EROFS', 'permission'],
    ['npm error code E404\nnpm error 404 Not Found', 'missing-package'],
    ['npm error code ETARGET', 'missing-package'],
    ['npm error code EINTEGRITY', 'damaged-package'],
    ['npm error code EUSAGE\nnpm error Missing: x@1 from lock file', 'lockfile'],
    ['npm error code 1', 'other'],
  ];
  it.each(cases)('%j is %s', (output, kind) => {
    expect(classifyNpmFailure(output, 'linux').kind).toBe(kind);
  });

  it('names the code, so that a person can look it up', () => {
    expect(classifyNpmFailure('npm error code EAI_AGAIN', 'linux').message).toContain('EAI_AGAIN');
  });

  it('goes by the final error, not by an attempt that was repeated', () => {
    const output = 'npm http fetch GET x attempt 1 failed with ETIMEDOUT\nnpm error code ENOSPC';
    expect(classifyNpmFailure(output, 'linux').kind).toBe('disk-full');
    expect(classifyNpmFailure('npm http x attempt 1 failed with ENOTFOUND\nnpm error code E404').kind).toBe(
      'missing-package',
    );
  });

  it('takes EPERM for files in use on Windows only', () => {
    const output = 'npm error code EPERM\nnpm error syscall unlink';
    expect(classifyNpmFailure(output, 'win32').kind).toBe('in-use');
    expect(classifyNpmFailure(output, 'linux').kind).toBe('permission');
  });

  it('does not take a word for a code', () => {
    expect(classifyNpmFailure('npm error XENOSPCX MYECONNRESETTING', 'linux').kind).toBe('other');
    expect(networkCodeIn('nothing of the kind')).toBeUndefined();
  });
});

describe('expectedRequests', () => {
  it('counts two for a package without an address and none for another system', () => {
    const lockfile = {
      packages: {
        '': {},
        'node_modules/plain': {},
        'node_modules/addressed': { resolved: 'https://example.invalid/a.tgz' },
        'node_modules/mac': { os: ['darwin'] },
        'node_modules/arm': { cpu: ['arm64'] },
        'node_modules/not-windows': { os: ['!win32'] },
        'node_modules/linked': { link: true },
      },
    };
    expect(expectedRequests(lockfile, 'linux', 'x64')).toBe(5);
    expect(expectedRequests(lockfile, 'win32', 'arm64')).toBe(5);
  });
});

describe('npmCommand', () => {
  it('is the npm that runs us, without a shell', () => {
    expect(npmCommand({ npm_execpath: '/n/bin/npm-cli.js' }, 'win32', () => true)).toEqual({
      command: process.execPath,
      args: ['/n/bin/npm-cli.js'],
      shell: false,
    });
  });
  it('is not another package manager', () => {
    expect(npmCommand({ npm_execpath: '/n/pnpm.cjs' }, 'linux', () => true).command).toBe('npm');
  });
  it('is a batch file in a shell on Windows', () => {
    expect(npmCommand({}, 'win32')).toEqual({ command: 'npm.cmd', args: [], shell: true });
  });
});
