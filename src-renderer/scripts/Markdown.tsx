import { marked, type Token, type Tokens } from 'marked';
import type { ReactNode } from 'react';

/**
 * The Markdown of the library as elements: headings, lists, bold and emphasis, quotes. Nothing of it is ever put into
 * the page as HTML: what a text has of that is shown as it is written, and a link is its words.
 */
export function Markdown(properties: {
  readonly text: string;
  readonly lang: string;
  /** Of its headings: one below what stands above the text. */
  readonly heading?: Heading;
}) {
  const { text, lang, heading = 'h4' } = properties;
  return (
    <div className="script-text" lang={lang}>
      {blocks(marked.lexer(text), heading)}
    </div>
  );
}

type Heading = 'h3' | 'h4';

function blocks(tokens: readonly Token[], heading: Heading): ReactNode[] {
  return placed(tokens).map(({ at, token }) => <Block key={at} token={token} heading={heading} />);
}

function Block({ token, heading: Level }: { readonly token: Token; readonly heading: Heading }): ReactNode {
  switch (token.type) {
    case 'space':
    case 'hr':
    case 'def':
      return null;
    case 'heading':
      return <Level>{inline(token.tokens ?? [])}</Level>;
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      const rows = items.map((item) => <li key={item.raw}>{blocks(item.tokens, Level)}</li>);
      return ordered ? <ol>{rows}</ol> : <ul>{rows}</ul>;
    }
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [], Level)}</blockquote>;
    case 'text':
      return <>{token.tokens ? inline(token.tokens) : token.text}</>;
    case 'paragraph':
      return <p>{inline(token.tokens ?? [])}</p>;
    default:
      return <p>{token.raw}</p>;
  }
}

function inline(tokens: readonly Token[]): ReactNode[] {
  return placed(tokens).map(({ at, token }) => <Inline key={at} token={token} />);
}

/** Each part with the place at which it begins in the text, which tells it from the others. */
function placed(tokens: readonly Token[]): Array<{ at: number; token: Token }> {
  let at = 0;
  return tokens.map((token) => {
    const one = { at, token };
    at += Math.max(1, token.raw.length);
    return one;
  });
}

function Inline({ token }: { readonly token: Token }): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens ?? [])}</strong>;
    case 'em':
      return <em>{inline(token.tokens ?? [])}</em>;
    case 'br':
      return <br />;
    case 'link':
      return <>{inline(token.tokens ?? [])}</>;
    case 'codespan':
    case 'escape':
      return <>{(token as Tokens.Codespan).text}</>;
    case 'text':
      return <>{(token as Tokens.Text).text}</>;
    default:
      return <>{token.raw}</>;
  }
}
