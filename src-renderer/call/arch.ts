/**
 * The arch of the answer clock: one stone for each second of the limit, from the left foot over the crown
 * to the right foot. Stones go out one by one; half a second is half a stone.
 */

const CENTRE_X = 136;
const CENTRE_Y = 144;
const OUTER = 126;
const INNER = 99;
/** Joint between two stones, degrees. */
const JOINT = 1.5;

/** Point on a circle around the arch's centre; 0 turns is the left foot, 1 the right. */
export function pointAt(turn: number, radius: number): readonly [number, number] {
  const angle = Math.PI * (1 - turn);
  return [CENTRE_X + radius * Math.cos(angle), CENTRE_Y - radius * Math.sin(angle)];
}

const text = ([x, y]: readonly [number, number]) => `${x.toFixed(2)} ${y.toFixed(2)}`;

/** SVG path of the arch's piece between two turns (0 to 1); empty when there is nothing between. */
export function piece(from: number, to: number): string {
  if (to <= from) return '';
  return (
    `M${text(pointAt(from, OUTER))}A${OUTER} ${OUTER} 0 0 1 ${text(pointAt(to, OUTER))}` +
    `L${text(pointAt(to, INNER))}A${INNER} ${INNER} 0 0 0 ${text(pointAt(from, INNER))}Z`
  );
}

export interface Stone {
  /** Outline of the whole stone. */
  readonly whole: string;
  /** What is still lit of it; empty when spent. */
  readonly lit: string;
}

/** The stones of a limit after `waitedMilliseconds`. */
export function stones(waitedMilliseconds: number, limitMilliseconds: number): Stone[] {
  const count = Math.max(1, Math.ceil(limitMilliseconds / 1000));
  const joint = JOINT / 180 / 2;
  const elapsed = Math.min(1, waitedMilliseconds / limitMilliseconds);
  return Array.from({ length: count }, (_, index) => {
    const from = index / count + joint;
    const to = (index + 1) / count - joint;
    return { whole: piece(from, to), lit: piece(Math.max(from, elapsed), to) };
  });
}

export interface Notch {
  readonly seconds: number;
  readonly tick: string;
  readonly x: number;
  readonly y: number;
}

/** Where the marks stand outside the arch, with the seconds they say. The limit is the right foot. */
export function notches(marks: readonly number[], limitMilliseconds: number): Notch[] {
  return marks
    .filter((mark) => mark < limitMilliseconds)
    .map((mark) => {
      const turn = mark / limitMilliseconds;
      const [x, y] = pointAt(turn, OUTER + 15);
      return {
        seconds: Math.round(mark / 1000),
        tick: `M${text(pointAt(turn, INNER - 3))}L${text(pointAt(turn, OUTER + 5))}`,
        x,
        y,
      };
    });
}
