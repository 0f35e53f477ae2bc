import type { Operation } from '#shared/hub-protocol/index.ts';
import type { Effects } from './effect.ts';

/** Whose identity was looked at or used at a seat, and why, joins the audit log. */
export const accessEffects: Pick<Effects, Extract<Operation['kind'], `access.${string}`>> = {
  'access.record': async (unit, { createdAt, payload }, { now }) => {
    const { seat, operator, kind, target, reason } = payload;
    await unit.audit.append({
      at: createdAt,
      actor: operator,
      action: kind,
      target,
      detail: { seat, reason },
    });
    return { receivedAt: now };
  },
};
