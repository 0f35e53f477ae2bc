import { connectionError } from '../connection-error.ts';
import type { LinkEvents, OpenLink, Target } from '../link.ts';

/** What becomes of an attempt to open a link. */
export type Fate = 'open' | 'refuse' | 'hang';

export interface FakeLink {
  readonly target: Target;
  readonly events: LinkEvents;
  readonly sent: string[];
  /** Texts of the questions for a sign of life. */
  readonly asked: string[];
  readonly isClosed: () => boolean;
}

export interface FakeNetwork {
  readonly openLink: OpenLink;
  /** Every link that was opened, in order. */
  readonly links: readonly FakeLink[];
  /** Hosts that were tried, in order. */
  readonly tried: readonly string[];
  /** The last link. @throws Error when none was opened */
  last(): FakeLink;
}

/** Links that lead nowhere but to the test. */
export function createFakeNetwork(fateOf: (target: Target) => Fate = () => 'open'): FakeNetwork {
  const links: FakeLink[] = [];
  const tried: string[] = [];
  const openLink: OpenLink = async ({ target, events, signal, localPort }) => {
    tried.push(target.host);
    const fate = fateOf(target);
    if (fate === 'refuse') throw connectionError({ code: 'ECONNREFUSED' });
    if (fate === 'hang') {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    const sent: string[] = [];
    const asked: string[] = [];
    let isClosed = false;
    const destroy = () => {
      isClosed = true;
    };
    links.push({ target, events, sent, asked, isClosed: () => isClosed });
    return {
      protocol: target.protocol,
      local: { address: '192.0.2.100', port: localPort === 0 ? 40_000 + links.length : localPort },
      remote: { address: target.host, port: target.port },
      send: (message) => void sent.push(message),
      ping: (text) => void asked.push(text),
      close: async () => destroy(),
      destroy,
    };
  };
  const last = () => {
    const link = links.at(-1);
    if (!link) throw new Error('No link was opened.');
    return link;
  };
  return { openLink, links, tried, last };
}
