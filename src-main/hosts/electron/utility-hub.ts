import type { utilityProcess } from 'electron';
import type { SpawnHub } from '../common/index.ts';

/**
 * The hub as a utility process: the packed program cannot run as plain Node (its fuse is blown). It tells its
 * address over its parent port, and ends with this process.
 *
 * @param entry the hub's built entry
 */
export function spawnUtilityHub(entry: string, fork: typeof utilityProcess.fork): SpawnHub {
  return (args) => {
    const child = fork(entry, [...args], { stdio: 'ignore', serviceName: 'lianxinqiao-hub' });
    return {
      onLine: (listener) =>
        void child.on('message', (message: unknown) => {
          if (typeof message === 'string') listener(message);
        }),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill(),
    };
  };
}
