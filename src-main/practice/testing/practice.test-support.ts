import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryLog } from '../../log/index.ts';
import { type PracticeOptions, startPractice } from '../index.ts';
import { connectSeat, createManualTime } from './seat.test-support.ts';

const caller = (id: string) => ({
  id,
  callerNumber: '15400000001',
  callerName: '测试',
  dialledLine: '12345',
  topic: { 'zh-CN': '测试', en: 'Test' },
  patienceSeconds: 30,
  utterances: [
    { id: `${id}-1`, text: '喂', english: 'Hello', audio: `${id}-1.alaw`, durationMilliseconds: 20 },
  ],
  expected: { categoryFirstLevel: 'a', categorySecondLevel: 'b' },
  expectedTitle: 'c',
});
const department = (number: string, name: string, more: object) => ({
  number,
  name: { 'zh-CN': `${number}${name}`, en: number },
  ...more,
});
const speaking = (number: string, name: string, ringBack: string) =>
  department(number, name, {
    answers: 'speaks',
    ringMilliseconds: 2_000,
    ringBack,
    utterances: [
      { id: number, text: '请讲', english: 'Go ahead', audio: `${number}.alaw`, durationMilliseconds: 400 },
    ],
  });

/**
 * Assets of three callers (`a`, `b`, `c`) and four departments: 110 answers after 2 s, 2002 too but with a tone,
 * 000 is busy, 001 never answers. Their recordings are the given one.
 */
export function createAssets(recording = new Uint8Array(160)) {
  const path = mkdtempSync(join(tmpdir(), 'practice-'));
  mkdirSync(join(path, 'practice', 'voices'), { recursive: true });
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(path, 'practice', name), content);
  write('callers.json', JSON.stringify(['a', 'b', 'c'].map(caller)));
  write(
    'departments.json',
    JSON.stringify([
      speaking('110', '公安', 'by-status'),
      speaking('2002', '供热公司', 'by-tone'),
      department('000', '占线', { answers: 'is-busy' }),
      department('001', '无人接听', { answers: 'never' }),
    ]),
  );
  for (const name of ['a-1', 'b-1', 'c-1', '110', '2002']) write(`voices/${name}.alaw`, recording);
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

/** An exchange without sound on time that only passes when told to, and a registered seat. */
export async function startBench(options: Partial<PracticeOptions> = {}) {
  const assets = createAssets();
  const time = createManualTime();
  const practice = await startPractice({
    assetsDirectory: assets.path,
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0.5,
    log: createMemoryLog(),
    soundless: true,
    running: false,
    accounts: [{ username: '8001', password: 'right' }],
    ...options,
  });
  const seat = await connectSeat(practice.settings.servers[0]);
  await seat.register('8001', 'right');
  return {
    practice,
    seat,
    time,
    texts: () => practice.state().captions.map(({ text }) => text),
    stop: async () => {
      await practice.stop();
      assets.remove();
    },
  };
}

export type Bench = Awaited<ReturnType<typeof startBench>>;

/** Places a citizen's call and answers it; with what the requests of the dialog begin with. */
export async function talk({ practice, seat }: Bench, callerId = 'a') {
  const call = await practice.placeCall(callerId);
  seat.respond(await seat.next('INVITE'), '200 OK', ['Content-Type: application/sdp'], 'v=0\r\n');
  const ack = await seat.next('ACK');
  await call.answered;
  return {
    call,
    dialog: { From: ack.header('To'), To: ack.header('From'), 'Call-ID': ack.header('Call-ID') },
  };
}
