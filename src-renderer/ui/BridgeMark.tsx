/** The sign of 连心桥: an arch, its stones, and the line of the water. The answer clock is the same arch. */
export function BridgeMark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path
        d="M5 24a11 11 0 0 1 22 0"
        fill="none"
        stroke="currentColor"
        strokeWidth="5"
        strokeDasharray="6.1 1"
      />
      <path d="M2 26.5h28" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
