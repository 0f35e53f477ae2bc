import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '#shared/domain/index.ts';
import { dismissNotice, showError, useNotice } from './notice.ts';

afterEach(dismissNotice);

describe('notices', () => {
  it('tell what failed, and not that the connection was lost: that is told while it is so', () => {
    showError(new CodedError('disconnected', 'Not connected.'));
    expect(useNotice.getState().notice).toBeUndefined();
    showError(new CodedError('call-live', 'A call is on.'));
    expect(useNotice.getState().notice?.code).toBe('call-live');
  });
});
