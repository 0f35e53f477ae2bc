// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Call } from '#shared/domain/index.ts';
import { exampleCall, type FakeMain } from './testing/fake-main.ts';
import { screenFixture } from './testing/screen.tsx';

const seat = screenFixture();

/** A screen that shows these calls. */
async function open(...calls: Partial<Call>[]): Promise<void> {
  seat.main.phone = { ...seat.main.phone, calls: calls.map(exampleCall) };
  await seat.open();
}

const TALKING: Partial<Call> = {
  state: 'active',
  media: 'flowing',
  answeredAfterMilliseconds: 6_200,
  talkedMilliseconds: 97_000,
};
const DEPARTMENT: Partial<Call> = {
  ...TALKING,
  direction: 'outbound',
  callerNumber: '8001',
  callerName: '市住房和城乡建设局',
  answeredAfterMilliseconds: null,
};

const callNow = (index = 0) => seat.main.phone.calls[index];
const press = (key: string) => fireEvent.keyDown(window, { key });
const click = (testId: string) => fireEvent.click(screen.getByTestId(testId));
/** Changes what main says, as the exchange or the media page would. */
const change = (change: Partial<FakeMain['phone']>) => {
  seat.main.phone = { ...seat.main.phone, ...change };
  act(() => seat.main.emitPhone());
};

describe('while talking', () => {
  it('holds and resumes by F3, and says that nobody hears anybody', async () => {
    await open(TALKING);
    press('F3');
    await waitFor(() => expect(screen.getByTestId('active').dataset['mode']).toBe('held'));
    expect(callNow()?.hold).toBe('local');
    expect(screen.getByTestId('active').textContent).toContain('保持中');
    expect(screen.getByTestId('active').textContent).toContain('市民听不到您');
    expect(screen.getByTestId<HTMLButtonElement>('mute').disabled).toBe(true);
    press('F3');
    await waitFor(() => expect(screen.getByTestId('active').dataset['mode']).toBe('talking'));
    expect(callNow()?.hold).toBe('none');
  });

  it('mutes by F7, and says so as long as it lasts', async () => {
    await open(TALKING);
    press('F7');
    await waitFor(() => expect(screen.getByTestId('active').dataset['mode']).toBe('muted'));
    expect(screen.getByTestId('active').textContent).toContain('市民听不到您');
    press('F7');
    await waitFor(() => expect(screen.getByTestId('active').dataset['mode']).toBe('talking'));
    expect(callNow()?.muted).toBe(false);
  });

  it('does nothing by letters, Space or a composing key', async () => {
    await open(TALKING);
    for (const key of [' ', 'Enter', 'm', 'h', 't']) press(key);
    fireEvent.keyDown(window, { key: 'F3', isComposing: true });
    fireEvent.keyDown(window, { key: 'F7', keyCode: 229 });
    await act(() => Promise.resolve());
    expect(callNow()).toMatchObject({ hold: 'none', muted: false, state: 'active' });
  });

  it('sends tones by button and by typing, but not while composing', async () => {
    await open(TALKING);
    click('keypad');
    const keys = screen.getByTestId('keypad-keys');
    fireEvent.click(within(keys).getByRole('button', { name: '5' }));
    fireEvent.keyDown(keys, { key: '#' });
    fireEvent.keyDown(keys, { key: '7', isComposing: true });
    fireEvent.keyDown(keys, { key: 'a' });
    await waitFor(() => expect(seat.main.digits).toBe('5#'));
    expect(keys.textContent).toContain('5#');
    fireEvent.keyDown(keys, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByTestId('keypad-keys')).toBeNull());
  });

  it('offers the recording only where the exchange lets it be paused, and shows while it rests', async () => {
    await open(TALKING);
    expect(screen.queryByTestId('recording')).toBeNull();
    change({ calls: [exampleCall({ ...TALKING, recording: 'running' })] });
    fireEvent.click(await screen.findByTestId('recording'));
    await waitFor(() => expect(screen.getByTestId('active').textContent).toContain('录音已暂停'));
    expect(callNow()?.recording).toBe('paused');
  });

  it('names what is not heard, and keeps quiet about it on hold', async () => {
    const quality = {
      meanOpinionScore: 2.4,
      lossShare: 0.12,
      remoteLossShare: null,
      jitterMilliseconds: 48,
      roundTripMilliseconds: null,
      codec: 'PCMA',
      oneWay: 'not-heard' as const,
    };
    await open({ ...TALKING, quality });
    expect(screen.getByTestId('one-way').textContent).toContain('听不到市民');
    expect(screen.getByTestId('quality').dataset['quality']).toBe('poor');
    expect(screen.getByTestId('quality').title).toContain('12.0');
    click('quality');
    expect(screen.getByTestId('active').textContent).toContain('丢包 12.0%');
    change({ calls: [exampleCall({ ...TALKING, quality, hold: 'local' })] });
    await waitFor(() => expect(screen.queryByTestId('one-way')).toBeNull());
  });
});

describe('another call', () => {
  it('is shown beside the one talked on, and F2 answers it', async () => {
    await open(TALKING, { callerNumber: '15406320066', callerName: null, waitedMilliseconds: 5_000 });
    const other = screen.getByTestId('call-item');
    expect(other.textContent).toContain('154 0632 0066');
    expect(screen.getByTestId('answer-other').textContent).toContain('保持并接听');
    press('F2');
    await waitFor(() => expect(callNow(1)?.state).toBe('active'));
    expect(callNow(0)?.hold).toBe('local');
    await waitFor(() => expect(screen.getByTestId('active').textContent).toContain('154 0632 0066'));
    expect(screen.getByTestId('call-item').textContent).toContain('保持中');
  });

  it('on hold is taken up by its own button, or by F3, which holds the one talked on', async () => {
    await open({ ...TALKING, hold: 'local' }, { ...TALKING, callerNumber: '15406320066', callerName: null });
    click('resume-other');
    await waitFor(() => expect(callNow(0)?.hold).toBe('none'));
    expect(callNow(1)?.hold).toBe('local');
    await screen.findByTestId('switch');
    press('F3');
    await waitFor(() => expect(callNow(1)?.hold).toBe('none'));
    expect(callNow(0)?.hold).toBe('local');
  });
});

describe('the desk', () => {
  const field = () => screen.findByTestId<HTMLInputElement>('dial-field');

  it('dials by F9 and Enter what is typed, and gives up by F8', async () => {
    await open();
    press('F9');
    fireEvent.change(await field(), { target: { value: '8001' } });
    fireEvent.keyDown(await field(), { key: 'Enter' });
    expect((await screen.findByTestId('dialling')).textContent).toContain('市住房和城乡建设局');
    expect(screen.getByTestId('dialling').dataset['progress']).toBe('ringing');
    expect(screen.queryByTestId('desk')).toBeNull();
    press('F8');
    await screen.findByTestId('ended');
  });

  it('calls nobody by Enter before something is typed or an arrow pressed', async () => {
    await open();
    press('F9');
    fireEvent.keyDown(await field(), { key: 'Enter' });
    expect(screen.getByTestId<HTMLButtonElement>('dial').disabled).toBe(true);
    expect(seat.main.phone.calls).toHaveLength(0);
    fireEvent.keyDown(await field(), { key: 'ArrowDown' });
    fireEvent.keyDown(await field(), { key: 'Enter' });
    await waitFor(() => expect(callNow()?.callerNumber).toBe('110'));
  });

  it('goes when the call it was opened for is over, and gives the focus back', async () => {
    await open(TALKING);
    const content = screen.getByLabelText(/诉求内容/);
    content.focus();
    press('F9');
    expect(document.activeElement).toBe(await field());
    change({ calls: [exampleCall({ ...TALKING, state: 'ended', endReason: 'caller-hung-up' })] });
    await waitFor(() => expect(screen.queryByTestId('desk')).toBeNull());
    expect(document.activeElement).toBe(content);
    change({ calls: [exampleCall(TALKING)] });
    expect(screen.queryByTestId('desk')).toBeNull();
  });

  it('takes no key while an input method composes', async () => {
    await open();
    press('F9');
    fireEvent.change(await field(), { target: { value: '公' } });
    fireEvent.keyDown(await field(), { key: 'Enter', isComposing: true });
    fireEvent.keyDown(await field(), { key: 'Escape', keyCode: 229 });
    await act(() => Promise.resolve());
    expect(seat.main.phone.calls).toHaveLength(0);
    expect(screen.queryByTestId('desk')).not.toBeNull();
  });

  it('consults first by Enter; then the citizen is handed over', async () => {
    await open(TALKING);
    press('F9');
    fireEvent.change(await field(), { target: { value: '住房' } });
    fireEvent.keyDown(await field(), { key: 'Enter' });
    await waitFor(() => expect(callNow(1)).toMatchObject({ callerNumber: '8001', state: 'dialling' }));
    expect(callNow(1)?.consultsFor).toBe(callNow(0)?.id);
    const [citizen] = seat.main.phone.calls;
    if (!citizen) throw new Error('The citizen is gone.');
    change({ calls: [citizen, exampleCall({ ...DEPARTMENT, consultsFor: citizen.id })] });
    expect((await screen.findByTestId('switch')).textContent).toContain('回到市民');
    press('F3'); // to the citizen, to say so
    await waitFor(() => expect(callNow(1)?.hold).toBe('local'));
    fireEvent.click(await screen.findByTestId('transfer-here'));
    await waitFor(() => expect(callNow(0)?.endReason).toBe('transferred'));
  });

  it('hands over at once by its button, and shows how that goes and the way back', async () => {
    await open(TALKING);
    press('F9');
    fireEvent.change(await field(), { target: { value: '8001' } });
    click('transfer-blind');
    expect((await screen.findByTestId('transfer-state')).dataset['state']).toBe('ringing');
    change({
      calls: seat.main.phone.calls.map((call) => ({
        ...call,
        transfer: { kind: 'blind' as const, target: '8001', state: 'failed' as const, statusCode: 486 },
      })),
    });
    await waitFor(() => expect(screen.getByTestId('transfer-state').textContent).toContain('486'));
    click('resume');
    await waitFor(() => expect(callNow()?.hold).toBe('none'));
  });

  it('joins all three, and takes them apart again', async () => {
    await open({ ...TALKING, hold: 'local' });
    const citizen = callNow();
    if (!citizen) throw new Error('The citizen is gone.');
    change({ calls: [citizen, exampleCall({ ...DEPARTMENT, consultsFor: citizen.id })] });
    fireEvent.click(await screen.findByTestId('conference'));
    await waitFor(() => expect(screen.getByTestId('active').dataset['mode']).toBe('conference'));
    expect(screen.queryByTestId('transfer-here')).toBeNull();
    fireEvent.click(await screen.findByTestId('split'));
    await waitFor(() => expect(seat.main.phone.calls.map(({ hold }) => hold)).toContain('local'));
  });
});

describe('proof before ready', () => {
  it('is the idle panel until all is proved; then one button', async () => {
    seat.main.phone = {
      ...seat.main.phone,
      readiness: { ready: false, required: true, microphone: 'waiting', ring: 'waiting' },
    };
    await open();
    expect(screen.getByTestId('ready').getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByTestId('ready-check').textContent).toContain('还差：麦克风和铃声');
    expect(screen.getByTestId('status-phone').textContent).toContain('暂不接听');
    click('mic-override');
    click('ring-heard');
    await waitFor(() => expect(screen.getByTestId('ready').getAttribute('aria-disabled')).toBe('false'));
    expect(screen.getByTestId('ready-check').textContent).toContain('已记录');
    click('ready');
    await waitFor(() => expect(screen.queryByTestId('ready-check')).toBeNull());
    expect(seat.main.phone.readiness.ready).toBe(true);
    expect(screen.queryByTestId('not-ready')).toBeNull();
  });

  it('asks nothing where no proof is required', async () => {
    await open();
    expect(screen.queryByTestId('ready-check')).toBeNull();
  });
});

describe('sound devices', () => {
  it('says which device stands in for one that was unplugged', async () => {
    const { report } = seat.main.devices;
    if (!report) throw new Error('The fake has devices.');
    seat.main.devices = {
      ...seat.main.devices,
      report: { ...report, headset: { using: report.ringer.using, fallback: true } },
    };
    await open(TALKING);
    expect(screen.getByTestId('away-headset').textContent).toContain('Built-in Audio');
  });

  it('says when the browser lets no sound out', async () => {
    const { report } = seat.main.devices;
    if (!report) throw new Error('The fake has devices.');
    seat.main.devices = { ...seat.main.devices, report: { ...report, soundAllowed: false } };
    await open();
    expect(screen.getByTestId('sound-not-allowed').textContent).toContain('点一下');
  });

  it('are chosen in a dialog that a ringing call closes', async () => {
    await open();
    click('status-microphone');
    const dialog = await screen.findByTestId('sound-settings');
    fireEvent.change(within(dialog).getByLabelText('麦克风'), {
      target: { value: 'microphone:Built-in Audio' },
    });
    await waitFor(() => expect(seat.main.devices.settings.microphone).toBe('microphone:Built-in Audio'));
    change({ calls: [exampleCall({})] });
    await waitFor(() => expect(screen.queryByTestId('sound-settings')).toBeNull());
  });
});

describe('a sign-in that failed', () => {
  it('says whom to ask, by status code, and by reason where there is one', async () => {
    const failed = { state: 'failed' as const, statusCode: 403, since: 0, server: 1, servers: 1 };
    seat.main.phone = { ...seat.main.phone, registration: failed };
    await open();
    expect(screen.getByTestId('idle').textContent).toContain('密码不对');
    change({ registration: { ...failed, statusCode: 404 } });
    await waitFor(() => expect(screen.getByTestId('idle').textContent).toContain('没有这个账号'));
    change({ registration: { ...failed, statusCode: 480 } });
    await waitFor(() => expect(screen.getByTestId('idle').textContent).toContain('不接受这个坐席的账号'));
    change({
      registration: { ...failed, state: 'unreachable', statusCode: null, reason: 'tls-certificate-expired' },
    });
    await waitFor(() => expect(screen.getByTestId('idle').textContent).toContain('证书已过期'));
  });
});
