import { useState } from 'react';
import type { StationState } from '#shared/contract/index.ts';
import { StateMark, useTranslation } from '../ui/index.ts';
import { dismissFault, useStation } from './store.ts';
import './faults.css';

type Fault = StationState['faults'][number];

/** Faults that are over once read; the others stay until they are right again. */
const DISMISSIBLE: ReadonlySet<Fault['code']> = new Set([
  'cache-damaged',
  'cache-wrong-key',
  'cache-newer-schema',
  'provision-invalid',
]);

/** The worst first: what cannot be saved comes before what was set aside. */
const SEVERITY: readonly Fault['code'][] = [
  'cache-disk-full',
  'cache-unavailable',
  'media-lost',
  'cache-damaged',
  'cache-wrong-key',
  'cache-newer-schema',
  'provision-not-kept',
  'provision-invalid',
];

/** What is wrong, what to do, and where a file was kept; one line, more on request. */
export function FaultBanners() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const faults = useStation(({ state }) => state?.faults ?? NONE).toSorted(
    (one, other) => SEVERITY.indexOf(one.code) - SEVERITY.indexOf(other.code),
  );
  if (faults.length === 0) return null;
  const shown = open ? faults : faults.slice(0, 1);
  return (
    <section className="faults" aria-label={t('fault.region')}>
      {shown.map((fault, index) => (
        <div
          key={fault.code}
          className={`fault ${DISMISSIBLE.has(fault.code) ? 'fault-warn' : 'fault-bad'}`}
          role="alert"
          data-testid={`fault-${fault.code}`}
        >
          <StateMark kind={DISMISSIBLE.has(fault.code) ? 'warn' : 'bad'} />
          <p>
            <strong>{t(`fault.what.${fault.code}`)}</strong> {t(`fault.todo.${fault.code}`)}
            {fault.details['keptAs'] !== undefined && (
              <span className="fault-file">{t('fault.keptAs', { file: fault.details['keptAs'] })}</span>
            )}
          </p>
          {index === 0 && faults.length > 1 && (
            <button type="button" className="button button-quiet" onClick={() => setOpen(!open)}>
              {open ? t('fault.fewer') : t('fault.more', { count: faults.length - 1 })}
            </button>
          )}
          {DISMISSIBLE.has(fault.code) && (
            <button type="button" className="button" onClick={() => void dismissFault(fault.code)}>
              {t('app.dismiss')}
            </button>
          )}
        </div>
      ))}
    </section>
  );
}

const NONE: readonly Fault[] = [];
