// @ts-check
/** The programs of the system that tests talk to. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, findCommand, hasChineseFont } from './chromium.mjs';

/**
 * Where a program is, or undefined; servers stand in folders that are not in everybody's PATH.
 * @param {string} name
 */
export function findProgram(name) {
  return findCommand(name, { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` });
}

/**
 * A folder of loadable modules, which stands where the system keeps its libraries, or undefined.
 * @param {string} inside its path there, such as `baresip/modules`
 */
export function findModules(inside) {
  const libraries = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/usr/local/lib64'];
  const folders = libraries.flatMap((folder) => [
    folder,
    ...(existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('-linux-gnu')) : []).map(
      (name) => join(folder, name),
    ),
  ]);
  return folders.map((folder) => join(folder, inside)).find((folder) => existsSync(folder));
}

/** The folder of PostgreSQL's programs, the newest version's; Debian keeps each version in one of its own. */
export function findPostgres() {
  const folders = ['/usr/lib/postgresql', '/usr/local/lib/postgresql'].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, 'bin')) : [],
  );
  return folders
    .filter((folder) => existsSync(join(folder, 'initdb')))
    .sort()
    .at(-1);
}

/** @param {string} name Debian ships some of Kamailio's modules in packages of their own */
const hasKamailioModule = async (name) => {
  const folder = findModules('kamailio/modules');
  return folder !== undefined && existsSync(join(folder, `${name}.so`));
};

/** @param {string} name */
const hasProgram = async (name) => findProgram(name) !== undefined;

/**
 * Programs of the system that tests talk to. `packages` are names in Debian and Ubuntu, the first one that
 * installs will do.
 *
 * @typedef {{ what: string, reason: string, packages: readonly string[], present: () => Promise<boolean> }} Peer
 * @type {ReadonlyArray<Peer>}
 */
export const PEERS = [
  {
    what: 'Chromium',
    reason: 'the end-to-end tests drive the workstation in it',
    packages: ['chromium', 'chromium-browser'],
    present: async () => (await findChromium()) !== undefined,
  },
  {
    what: 'a Chinese font',
    reason: 'without one the screenshots show boxes and text has the wrong width',
    packages: ['fonts-noto-cjk'],
    present: hasChineseFont,
  },
  {
    what: 'Kamailio',
    reason: 'the exchange that the phone is tried with',
    packages: ['kamailio'],
    present: () => hasProgram('kamailio'),
  },
  {
    what: "Kamailio's WebSocket",
    reason: 'seats reach the exchange by it',
    packages: ['kamailio-websocket-modules'],
    present: () => hasKamailioModule('websocket'),
  },
  {
    what: "Kamailio's TLS",
    reason: 'seats reach the exchange by it',
    packages: ['kamailio-tls-modules'],
    present: () => hasKamailioModule('tls'),
  },
  {
    what: 'rtpengine',
    reason: 'it stands between WebRTC and plain RTP',
    packages: ['rtpengine-daemon', 'ngcp-rtpengine-daemon'],
    present: () => hasProgram('rtpengine'),
  },
  {
    what: 'sipp',
    reason: 'it plays citizens and departments',
    packages: ['sip-tester'],
    present: () => hasProgram('sipp'),
  },
  {
    what: 'baresip',
    reason: "it is a person's telephone",
    packages: ['baresip-core'],
    present: () => hasProgram('baresip'),
  },
  {
    what: 'PostgreSQL',
    reason: 'the hub is tried with it, in clusters that the tests make and remove',
    packages: ['postgresql'],
    present: async () => findPostgres() !== undefined,
  },
];

/** Those that are not there. */
export async function missingPeers() {
  const present = await Promise.all(PEERS.map((peer) => peer.present()));
  return PEERS.filter((_, index) => !present[index]);
}
