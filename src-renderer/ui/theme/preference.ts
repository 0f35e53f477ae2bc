import { create } from 'zustand';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

const STORAGE_KEY = 'lianxinqiao.appearance';

const isAppearance = (value: unknown): value is Appearance => APPEARANCES.some((one) => one === value);

export const useAppearance = create<{ readonly appearance: Appearance }>(() => ({ appearance: 'system' }));

/** Puts `data-theme` on the page: the system's wish unless the operator chose otherwise. */
function apply(): void {
  const { appearance } = useAppearance.getState();
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset['theme'] =
    appearance === 'system' ? (dark ? 'dark' : 'light') : appearance;
}

/** Starts the appearance: the address's `theme`, else the last choice here, else the system's, followed live. */
export function startAppearance(): void {
  const asked = new URLSearchParams(window.location.search).get('theme');
  const wish = isAppearance(asked) ? asked : window.localStorage.getItem(STORAGE_KEY);
  useAppearance.setState({ appearance: isAppearance(wish) ? wish : 'system' });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
  apply();
}

/** System, light, dark, and round again; remembered. */
export function nextAppearance(): void {
  const { appearance } = useAppearance.getState();
  const next = APPEARANCES[(APPEARANCES.indexOf(appearance) + 1) % APPEARANCES.length] ?? 'system';
  useAppearance.setState({ appearance: next });
  window.localStorage.setItem(STORAGE_KEY, next);
  apply();
}
