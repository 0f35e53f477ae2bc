/** How long a session lasts at most is 12 hours (HU-7); it is made anew long before. */
const AGAIN_MILLISECONDS = 6 * 3_600_000;

/**
 * Signs the seat in at its own embedded hub as a supervisor, whenever that hub has come up, so that the floor can be watched
 * where there is no other (docs/spec/board.md, SV-5). A hub that does not answer is tried when it comes up the next time.
 *
 * @param signIn resolves when the hub has given its word, whatever that is
 * @param onSignedIn the session stands
 */
export function createEmbeddedSignIn(options: {
  readonly account: () => { readonly id: string; readonly password: string } | undefined;
  readonly signIn: (id: string, password: string) => Promise<{ readonly kind: string }>;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onSignedIn: () => void;
}): { hubChanged(): void; stop(): void } {
  let cancel: () => void = () => undefined;
  let stopped = false;
  const attempt = async () => {
    const account = options.account();
    if (account === undefined || stopped) return;
    cancel();
    const { kind } = await options.signIn(account.id, account.password);
    if (stopped || kind !== 'accepted') return;
    options.onSignedIn();
    cancel = options.schedule(AGAIN_MILLISECONDS, () => void attempt());
  };
  return {
    hubChanged: () => void attempt(),
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
