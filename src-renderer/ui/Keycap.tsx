/** The key that does the same as the button it stands on; the name is for eyes, screen readers get `aria-keyshortcuts`. */
export function Keycap({ children }: { readonly children: string }) {
  return (
    <span className="keycap" aria-hidden="true">
      {children}
    </span>
  );
}
