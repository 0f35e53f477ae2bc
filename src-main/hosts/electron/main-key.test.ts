import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hostFixture } from './testing/host-fixture.ts';

const host = hostFixture();
const { start, events, until, freshElectron, load } = host;

describe('Electron host: the key', () => {
  const sealedFile = () => join(host.data, 'cache.key.sealed');
  const plainFile = () => join(host.data, 'cache.key');
  const givenKey = () => host.station.options?.key.toString('hex');

  it('EH-17 is sealed by the key store, and the same at the next start', async () => {
    await start();
    const first = givenKey();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(existsSync(plainFile())).toBe(false);
    expect(readFileSync(sealedFile(), 'utf8')).not.toContain(first);
    expect(statSync(sealedFile()).mode & 0o777).toBe(0o600);
    await freshElectron();
    await start();
    expect(givenKey()).toBe(first);
    expect(events()).not.toContain('key-store-unavailable');
  });

  it.each([
    ['there is none', () => host.fake.keyStore.isAsyncEncryptionAvailable.mockResolvedValue(false)],
    [
      'it is a mere password',
      () => host.fake.keyStore.getSelectedStorageBackend.mockReturnValue('basic_text'),
    ],
  ])('EH-18 is a file for this user only when %s, and the log says so', async (_name, prepare) => {
    prepare();
    await start();
    expect(existsSync(sealedFile())).toBe(false);
    expect(readFileSync(plainFile(), 'utf8').trim()).toBe(givenKey());
    expect(statSync(plainFile()).mode & 0o777).toBe(0o600);
    expect(events()).toContain('key-store-unavailable');
  });

  it('EH-19 that lay in a file is sealed once there is a key store, and the file goes', async () => {
    writeFileSync(plainFile(), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    await start();
    expect(givenKey()).toBe('ab'.repeat(32));
    expect(existsSync(plainFile())).toBe(false);
    expect(existsSync(sealedFile())).toBe(true);
  });

  it.each([
    ['is away', () => host.fake.keyStore.isAsyncEncryptionAvailable.mockResolvedValue(false)],
    ['does not open it', () => host.fake.keyStore.decryptStringAsync.mockRejectedValue(new Error('no'))],
    [
      'opens it as something else',
      () => host.fake.keyStore.decryptStringAsync.mockResolvedValue({ result: 'x', shouldReEncrypt: false }),
    ],
  ])(
    'EH-20 that is sealed is never replaced: when the store %s, the start ends in plain words',
    async (_name, prepare) => {
      const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      writeFileSync(sealedFile(), 'sealed');
      prepare();
      await load();
      await until(() => host.fake.app.exit.mock.calls.length > 0);
      expect(host.fake.app.exit).toHaveBeenCalledWith(1);
      expect(written.mock.lastCall?.[0]).toMatch(/key store does not open .*cache\.key\.sealed/);
      expect(readFileSync(sealedFile(), 'utf8')).toBe('sealed');
      expect(existsSync(plainFile())).toBe(false);
      expect(host.station.options).toBeUndefined();
    },
  );
});
