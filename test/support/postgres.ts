import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres } from '../../build/lib/peers.mjs';

/** A PostgreSQL of a test's own, on loopback. */
export interface PostgresServer {
  /** Makes an empty database and answers its address. */
  makeDatabase(): string;
  stop(): Promise<void>;
}

/** Why PostgreSQL can't be started here, or undefined. */
export function whyNoPostgres(): string | undefined {
  return findPostgres() === undefined ? 'PostgreSQL is not installed' : undefined;
}

/**
 * Starts a cluster in a folder of its own. As root it runs as the system's user `postgres`, since PostgreSQL refuses
 * to run as root.
 *
 * @param settings lines of postgresql.conf; without `fsync=off` a commit is as durable, and as slow, as in earnest
 */
export async function startPostgres(settings: readonly string[] = ['fsync=off']): Promise<PostgresServer> {
  const programs = findPostgres();
  if (programs === undefined) throw new Error(whyNoPostgres());
  const identity = process.getuid?.() === 0 ? postgresUser() : undefined;
  const directory = mkdtempSync(join(tmpdir(), 'lianxinqiao-postgres-'));
  if (identity) chownSync(directory, identity.uid, identity.gid);
  const data = join(directory, 'data');
  const environment = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const options = { ...identity, cwd: directory, env: environment };
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'hub', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    { ...options, stdio: 'pipe' },
  );
  const port = await freePort();
  const flags = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${directory}`];
  const given = [...flags, 'max_connections=200', ...settings].flatMap((one) => ['-c', one]);
  const child = spawn(join(programs, 'postgres'), ['-D', data, ...given], { ...options, stdio: 'ignore' });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const query = (statement: string) =>
    execFileSync(
      join(programs, 'psql'),
      ['-h', directory, '-p', String(port), '-U', 'hub', '-d', 'postgres', '-qc', statement],
      {
        ...options,
        stdio: 'pipe',
      },
    );
  await answering(() => query('SELECT 1'));

  let made = 0;
  return {
    makeDatabase: () => {
      made += 1;
      query(`CREATE DATABASE hub_${made}`);
      return `postgres://hub@127.0.0.1:${port}/hub_${made}`;
    },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGQUIT');
      await gone;
      process.removeListener('exit', kill);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The system's user for PostgreSQL. */
function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error('There is no user postgres.');
  return { uid: Number(uid), gid: Number(gid) };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

/** Waits until it answers: a server of another program takes the time it takes. */
async function answering(ask: () => unknown): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      ask();
      return;
    } catch (error) {
      if (tries > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
