import type { AreaClient } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { MediaPage } from '../media-port.ts';
import type { PageEnd, relayArea } from './area.ts';
import { type PagePreference, readPageAnswer, writePageOffer } from './page-sdp.ts';

export interface PagePeerOptions {
  /** Of the page's session and of the bridge alike. */
  readonly id: string;
  readonly relay: AreaClient<typeof relayArea>;
  readonly page: MediaPage;
  readonly preference: PagePreference;
}

/** One session of the media page that is joined to a bridge. */
export interface PagePeer {
  readonly id: string;
  /**
   * Settles when the page has answered; the path is opened by the page after it.
   * @throws CodedError `media-failed`, or what the page or the relay failed with
   */
  readonly opened: Promise<void>;
  /** Lets the page send like this from now on. @throws as {@link opened} */
  prefer(preference: PagePreference): Promise<void>;
  close(): void;
}

/** Opens a session of the page, muted and unheard until a call takes it. */
export function openPagePeer({ id, relay, page, preference }: PagePeerOptions): PagePeer {
  let preferred = preference;
  let version = 0;
  let closed = false;

  const describe = async (end: PageEnd) => {
    const offer = writePageOffer(end, preferred, ++version);
    const { answer } = await page.answerOffer({ sessionId: id, offer });
    await relay.join({ id, fingerprint: readPageAnswer(answer) });
  };
  const open = async (): Promise<PageEnd> => {
    const [end] = await Promise.all([
      relay.open({ id }),
      page.setSession({ sessionId: id, muted: true, heard: false, mixedWith: [] }),
    ]);
    if (closed) throw new CodedError('media-failed', 'The session was closed meanwhile.');
    await describe(end);
    return end;
  };
  const opening = open();
  let last: Promise<unknown> = opening;

  return {
    id,
    opened: opening.then(() => undefined),
    prefer: async (next) => {
      const isSame =
        next.codec === preferred.codec && next.packetMilliseconds === preferred.packetMilliseconds;
      preferred = next;
      // One description after another: the page refuses a second while the first is under way.
      if (!isSame) last = Promise.all([opening, last]).then(([end]) => describe(end));
      await last;
    },
    close: () => {
      closed = true;
      // Closing has no outcome that matters: a page or a thread that is gone has closed its end with it.
      page.close({ sessionId: id }).catch(() => undefined);
      relay.close({ id }).catch(() => undefined);
    },
  };
}
