import { type BlankValues, fillBlanks } from '#shared/domain/index.ts';

/** An order number or a suffix is not broken over two lines. */
const FIGURES = /^[\d-]+$/;

/** What is said, with its blanks filled as far as they are known; the others stand out. */
export function Said({
  text,
  values,
  className = '',
}: {
  readonly text: string;
  readonly values: BlankValues;
  readonly className?: string;
}) {
  return (
    <p className={className} lang="zh-CN">
      {fillBlanks(text, values).map((piece) =>
        piece.blank ? (
          <mark
            key={piece.at}
            className={`${piece.filled ? 'slot-filled' : 'slot-open'} ${FIGURES.test(piece.text) ? 'slot-figures' : ''}`}
          >
            {piece.text}
          </mark>
        ) : (
          <span key={piece.at}>{piece.text}</span>
        ),
      )}
    </p>
  );
}
