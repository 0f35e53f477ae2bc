import { useState } from 'react';
import type { Call, CallQuality } from '#shared/domain/index.ts';
import { StateMark, useTranslation } from '../ui/index.ts';
import { isHeldHere, qualityWord } from './calls.ts';
import { LevelMeter } from './LevelMeter.tsx';
import { toggleRecording, useLevels, usePhone, usePressed } from './store.ts';

const MEDIA = { none: 'busy', connecting: 'busy', flowing: 'good', failed: 'bad' } as const;
const QUALITY = { good: 'good', fair: 'warn', poor: 'bad' } as const;

/** How the call sounds: connected or not, how well, in which direction nothing is heard, and the levels. */
export function Sound({ call }: { readonly call: Call }) {
  const { t } = useTranslation();
  const microphone = usePhone(({ state }) => state?.microphone ?? 'unknown');
  const deaf = microphone === 'denied' || microphone === 'missing' || microphone === 'failed';
  const [figures, setFigures] = useState(false);
  const oneWay = isHeldHere(call) || deaf ? 'none' : (call.quality?.oneWay ?? 'none');
  const isOneWay = call.media === 'flowing' && oneWay !== 'none';
  return (
    <div className="sound">
      <p
        className={`media-state media-${isOneWay ? 'failed' : call.media}`}
        data-testid="media-state"
        data-media={call.media}
      >
        <StateMark kind={isOneWay ? 'bad' : MEDIA[call.media]} />
        {isOneWay ? (
          <strong role="alert" data-testid="one-way" data-one-way={oneWay}>
            {t(`call.oneWay.${oneWay}`)}
          </strong>
        ) : (
          t(`call.media.${call.media}`)
        )}
        {call.media === 'flowing' && call.quality && (
          <Quality quality={call.quality} open={figures} onPress={() => setFigures(!figures)} />
        )}
      </p>
      {figures && call.quality && (
        <p className="quality-figures">{t('call.qualityDetails', figuresOf(call.quality))}</p>
      )}
      {call.media === 'failed' ? (
        <p className="call-warning">{t('call.mediaFailedHint')}</p>
      ) : (
        !isHeldHere(call) && <Meters callId={call.id} />
      )}
      {call.recording !== null && <Recording call={call} recording={call.recording} />}
      {deaf && (
        <p className="call-warning">
          {t('call.microphoneHint', { reason: t(`status.microphoneHelp.${microphone}`) })}
        </p>
      )}
      {isOneWay && <p className="call-warning">{t(`call.oneWayHint.${oneWay}`)}</p>}
    </div>
  );
}

/** One word; its figures on hover, and below it after a press. */
function Quality(properties: {
  readonly quality: CallQuality;
  readonly open: boolean;
  readonly onPress: () => void;
}) {
  const { quality, open, onPress } = properties;
  const { t } = useTranslation();
  const word = qualityWord(quality);
  return (
    <button
      type="button"
      className={`quality quality-${QUALITY[word]}`}
      data-testid="quality"
      data-quality={word}
      title={t('call.qualityDetails', figuresOf(quality))}
      aria-expanded={open}
      onClick={onPress}
    >
      <StateMark kind={QUALITY[word]} />
      {t(`call.quality.${word}`)}
    </button>
  );
}

function figuresOf(quality: CallQuality) {
  return {
    score: quality.meanOpinionScore.toFixed(1),
    loss: (quality.lossShare * 100).toFixed(1),
    jitter: Math.round(quality.jitterMilliseconds),
    roundTrip: quality.roundTripMilliseconds === null ? '—' : Math.round(quality.roundTripMilliseconds),
    codec: quality.codec ?? '—',
  };
}

/** The exchange records; here it rests while something sensitive is said. */
function Recording({ call, recording }: { readonly call: Call; readonly recording: 'running' | 'paused' }) {
  const { t } = useTranslation();
  const pressed = usePressed().pressed.includes(`recording ${call.id}`);
  return (
    <p className={`recording recording-${recording}`} role="status">
      <StateMark kind={recording === 'running' ? 'good' : 'warn'} />
      {t(recording === 'running' ? 'call.recordingRuns' : 'call.recordingPaused')}
      <button
        type="button"
        className="act-minor"
        data-testid="recording"
        disabled={pressed}
        onClick={() => void toggleRecording(call)}
      >
        {t(recording === 'paused' ? 'call.resumeRecording' : 'call.pauseRecording')}
      </button>
    </p>
  );
}

function Meters({ callId }: { readonly callId: string }) {
  const { t } = useTranslation();
  const levels = useLevels(({ levels: last }) => (last?.callId === callId ? last : undefined));
  return (
    <div className="meters">
      <LevelMeter label={t('call.levelIn')} level={levels?.inbound ?? 0} />
      <LevelMeter label={t('call.levelOut')} level={levels?.outbound ?? 0} />
    </div>
  );
}
