/** Steps of a meter; a level is told by how many are lit, in numbers of equal loudness. */
const STEPS = 14;

/** How many of the steps a root-mean-square level (0 to 1) lights: −48 dB and below none, 0 dB all. */
export function litSteps(level: number): number {
  if (level <= 0) return 0;
  const decibels = 20 * Math.log10(level);
  return Math.max(0, Math.min(STEPS, Math.ceil(((decibels + 48) / 48) * STEPS)));
}

/** One direction of the call's sound as a row of bars that grow. */
export function LevelMeter({ label, level }: { readonly label: string; readonly level: number }) {
  const lit = litSteps(level);
  return (
    <div className="level-meter">
      <span className="level-label">{label}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter cannot be drawn as growing bars */}
      <svg
        viewBox={`0 0 ${STEPS * 12} 20`}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={STEPS}
        aria-valuenow={lit}
      >
        {Array.from({ length: STEPS }, (_, index) => {
          const height = 6 + index;
          return (
            <rect
              key={`step-${height}`}
              className={index < lit ? 'level-lit' : 'level-dark'}
              x={index * 12}
              y={20 - height}
              width="8"
              height={height}
              rx="1.5"
            />
          );
        })}
      </svg>
    </div>
  );
}
