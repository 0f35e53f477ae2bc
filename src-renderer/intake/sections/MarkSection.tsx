import { memo, useState } from 'react';
import type { WorkOrderFields } from '#shared/domain/index.ts';
import { useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { type Mark, MarkRow } from '../fields/MarkRow.tsx';
import { TextField } from '../fields/TextField.tsx';
import { useOnScreen } from '../form-fields.ts';
import { edit } from '../store.ts';

/** The yes-or-no of an order that most orders do not need: one row, one Tab stop. */
export const MarkSection = memo(function MarkSection() {
  const { t } = useTranslation();
  const fields = useOnScreen(
    ({ confidential, anonymous, requesterKind, callbackWish, urgency, safetyFlags, channel }) => ({
      confidential,
      anonymous,
      requesterKind,
      callbackWish,
      urgency,
      safetyFlags,
      channel,
    }),
  );
  const codes = useCodes();
  // Danger goes with haste: whoever marks the order urgent is asked, everybody else needs one key.
  const [opened, setFlagsOpen] = useState(false);
  const flagsOpen = opened || fields.urgency !== 'normal' || fields.safetyFlags.length > 0;
  const kind = (wanted: WorkOrderFields['requesterKind']) => (on: boolean) =>
    edit({ requesterKind: on ? wanted : 'person' });
  const marks: Mark[] = [
    {
      id: 'confidential',
      key: 'b',
      label: t('form.confidential'),
      hint: t('form.confidentialHint'),
      on: fields.confidential,
      onChange: (confidential) => edit({ confidential }),
    },
    {
      id: 'anonymous',
      key: 'n',
      label: t('form.anonymous'),
      hint: t('form.anonymousHint'),
      on: fields.anonymous,
      onChange: (anonymous) => edit({ anonymous }),
    },
    {
      id: 'enterprise',
      key: 'q',
      label: t('form.enterprise'),
      hint: t('form.enterpriseHint'),
      on: fields.requesterKind === 'enterprise',
      onChange: kind('enterprise'),
    },
    {
      id: 'organisation',
      key: 'z',
      label: t('form.organisation'),
      on: fields.requesterKind === 'organisation',
      onChange: kind('organisation'),
    },
    {
      id: 'callbackWish',
      key: 'h',
      label: t('form.callbackWish'),
      on: fields.callbackWish,
      onChange: (callbackWish) => edit({ callbackWish }),
    },
    {
      id: 'safety',
      key: 'a',
      label: t('form.safety'),
      on: flagsOpen,
      onChange: setFlagsOpen,
    },
    ...(flagsOpen ? codes.list('safety-flags') : []).map(({ code, ...text }, index) => ({
      id: `safety-${code}`,
      key: String(index + 1),
      label: text[codes.language],
      on: fields.safetyFlags.includes(code),
      onChange: (on: boolean) =>
        edit({
          safetyFlags: on ? [...fields.safetyFlags, code] : fields.safetyFlags.filter((one) => one !== code),
        }),
    })),
  ];
  return (
    <>
      <MarkRow label={t('form.marks')} marks={marks} />
      {fields.callbackWish && (
        <TextField
          field="callbackWishNote"
          label={t('form.callbackWishNote')}
          placeholder={t('form.callbackWishHint')}
        />
      )}
      {fields.channel === 'LEAD' && (
        <TextField field="leaderInstruction" label={t('form.leaderInstruction')} />
      )}
    </>
  );
});
