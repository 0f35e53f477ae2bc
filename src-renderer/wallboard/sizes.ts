/**
 * Type sizes of the wallboard, in pixels of a picture of 1920 × 1080 (docs/design.md, «The wallboard»). At 3840 × 2160
 * everything is twice as large, so that the angle at which it is seen stays the same.
 */
export const WALL_SIZES = {
  /** The five figures. */
  figure: 112,
  /** Time of day. */
  clock: 64,
  /** Names and values that have to be read across the hall; nothing that matters is smaller. */
  wall: 46,
  /** Scale of the curve: how much, not that it rises. */
  near: 30,
  /** Sign and number in a seat's square, for who stands before it; from afar a state is told by colour and shape. */
  sign: 22,
  seat: 16,
  /** The square of a seat: seen across the hall. */
  square: 45,
} as const;

/** The least angle at which text is comfortable to read for most, minutes of arc (ISO 9241-303, 5.5.4: 16 to 18). */
export const LEAST_ARC_MINUTES = 16;
/** Part of the type size that is seen: a Han character fills its square almost, a digit stands on 73 %. */
export const HAN_SHARE = 0.92;
export const DIGIT_SHARE = 0.73;

/** Width of a picture of 16 : 9 by the diagonal of its panel. @param inches diagonal @returns millimetres */
export function panelWidth(inches: number): number {
  return (inches * 25.4 * 16) / Math.hypot(16, 9);
}

/**
 * The angle at which a character is seen.
 *
 * @param size type size in px of 1920
 * @param share part of the type size that the character fills
 * @param widthMillimetres width of the picture on the wall
 * @param metres distance of the reader
 * @returns minutes of arc
 */
export function arcMinutes(size: number, share: number, widthMillimetres: number, metres: number): number {
  const height = (size * share * widthMillimetres) / 1920;
  return (2 * Math.atan(height / (2000 * metres)) * 180 * 60) / Math.PI;
}
