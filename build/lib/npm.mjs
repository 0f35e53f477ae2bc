// @ts-check
import { existsSync } from 'node:fs';

/** Codes by which Node, npm and undici say that a server was not reached. */
const NETWORK_CODE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_SOCKET)\b/;
const CERTIFICATE_CODE =
  /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID)\b/;

/**
 * The code in an output that says why a server was not reached.
 * @param {string} output
 * @returns {string | undefined}
 */
export function networkCodeIn(output) {
  return NETWORK_CODE.exec(output)?.[1] ?? CERTIFICATE_CODE.exec(output)?.[1];
}

/**
 * What went wrong in `npm ci`, for a person. npm reports attempts that it repeats too, so the lines of the final
 * error (`npm error …`) are read first.
 *
 * @param {string} output everything npm said
 * @param {NodeJS.Platform} [platform]
 * @returns {{ kind: 'network' | 'certificate' | 'disk-full' | 'in-use' | 'permission' | 'missing-package' | 'damaged-package' | 'lockfile' | 'other', message: string }}
 */
export function classifyNpmFailure(output, platform = process.platform) {
  const final = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .join('\n');
  const text = final === '' ? output : final;
  if (/\bENOSPC\b/.test(text)) {
    return {
      kind: 'disk-full',
      message: 'The disk is full. Free about 2 GB and start again.',
    };
  }
  if (platform === 'win32' && /\b(EBUSY|EPERM)\b/.test(text)) {
    return {
      kind: 'in-use',
      message:
        'Files of the last installation are in use. Close the workstation (and editors that watch node_modules) and start again.',
    };
  }
  if (/\b(EACCES|EPERM|EROFS)\b/.test(text)) {
    return {
      kind: 'permission',
      message:
        "A folder can't be written: this one, or npm's cache. Give yourself the right to write it, or clone the project to a folder of your own.",
    };
  }
  const certificate = CERTIFICATE_CODE.exec(text)?.[1];
  if (certificate !== undefined) {
    return {
      kind: 'certificate',
      message: `The package registry's certificate is not trusted (${certificate}). Behind a proxy that reads traffic, name its certificate in NODE_EXTRA_CA_CERTS and start again.`,
    };
  }
  const network = NETWORK_CODE.exec(text)?.[1] ?? /failed with (5\d\d)\b/.exec(text)?.[1];
  if (network !== undefined) {
    return {
      kind: 'network',
      message: `No network: the package registry could not be reached (${network}). Check the connection, set a proxy (npm config set proxy URL) or a registry that you can reach (npm config set registry URL), and start again.`,
    };
  }
  if (/\bEUSAGE\b/.test(text) && /lock file/.test(text)) {
    return {
      kind: 'lockfile',
      message:
        'package-lock.json does not agree with package.json, or the registry lacks a package that it names (the log says which). Take back local changes to both, or use a complete registry.',
    };
  }
  if (/\b(E404|ETARGET|ENOVERSIONS)\b/.test(text)) {
    return {
      kind: 'missing-package',
      message:
        'The registry lacks a package (the log says which). Use a complete registry (npm config set registry URL) and start again.',
    };
  }
  if (/\bEINTEGRITY\b/.test(text)) {
    return {
      kind: 'damaged-package',
      message:
        'A package arrived damaged. Run npm cache clean --force and start again; if it stays so, the registry is not to be trusted.',
    };
  }
  return { kind: 'other', message: 'npm ci failed.' };
}

/**
 * How many requests `npm ci` will make: a package whose address the lockfile does not hold costs two.
 *
 * @param {unknown} lockfile package-lock.json, version 3
 * @param {NodeJS.Platform} [platform]
 * @param {string} [arch]
 */
export function expectedRequests(lockfile, platform = process.platform, arch = process.arch) {
  const packages = /** @type {{ packages?: Record<string, Record<string, unknown>> }} */ (lockfile).packages;
  let count = 0;
  for (const [path, entry] of Object.entries(packages ?? {})) {
    const { os, cpu, resolved, link } = entry;
    if (path === '' || link === true || !allows(os, platform) || !allows(cpu, arch)) continue;
    count += typeof resolved === 'string' ? 1 : 2;
  }
  return count;
}

/**
 * npm's rule for the `os` and `cpu` fields: a list of names, or of names that are excluded.
 * @param {unknown} list
 * @param {string} name
 */
function allows(list, name) {
  if (!Array.isArray(list) || list.length === 0) return true;
  return (
    list.includes(name) || (list.every((one) => String(one).startsWith('!')) && !list.includes(`!${name}`))
  );
}

/**
 * How npm is called. Within `npm start` npm says where it is; otherwise it is found in PATH, on Windows as a
 * batch file, which needs the shell.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @param {(path: string) => boolean} [exists]
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npmCommand(env = process.env, platform = process.platform, exists = existsSync) {
  const { npm_execpath: script } = env;
  if (script !== undefined && /[\\/]npm-cli\.js$/.test(script) && exists(script)) {
    return { command: process.execPath, args: [script], shell: false };
  }
  return platform === 'win32'
    ? { command: 'npm.cmd', args: [], shell: true }
    : { command: 'npm', args: [], shell: false };
}
