/** What stays of the `o=` line through a dialog: user name, session id and the version last sent (RFC 8866 section 5.2). */
export interface Origin {
  readonly username: string;
  readonly sessionId: string;
  readonly version: bigint;
  /** The description as the media page made it. */
  readonly source: string;
}

/**
 * Lets a description of ours follow the one before it in the same dialog. RFC 3264 section 8: the `o=` line of
 * a modified description is the previous one's but for a version raised by one. A media page that was replaced
 * knows nothing of its predecessor and would begin a new origin.
 *
 * A description without a readable `o=` line is left as it is.
 */
export function continueOrigin(
  previous: Origin | undefined,
  sdp: string,
): { readonly sdp: string; readonly origin: Origin | undefined } {
  const line = /^o=(\S+) (\d{1,30}) (\d{1,30}) /m.exec(sdp);
  const [whole = '', username = '', sessionId = '', version = '0'] = line ?? [];
  if (!line) return { sdp, origin: previous };
  if (!previous) return { sdp, origin: { username, sessionId, version: BigInt(version), source: sdp } };
  const next = previous.source === sdp ? previous.version : previous.version + 1n;
  const origin = { ...previous, version: next, source: sdp };
  return { sdp: sdp.replace(whole, () => `o=${origin.username} ${origin.sessionId} ${next} `), origin };
}
