// The order is the cascade's: tokens, ours, then each area's own.
import '../ui/theme/tokens.css';
import '../ui/ui.css';
import './app.css';
import { createRoot } from 'react-dom/client';
import type { keepConnected } from '../bridge/index.ts';
import { preferredLanguage, showError, startAppearance, startTexts } from '../ui/index.ts';
import { App } from './App.tsx';
import { Recovery } from './Recovery.tsx';
import { startRingNotice } from './ring-notice.ts';
import { startRingSignal } from './ring-signal.ts';
import { startSession } from './session.ts';

/** Puts the screen on the page and keeps it fed through `keep`. */
export async function openPage(keep: typeof keepConnected): Promise<void> {
  startAppearance();
  startSession(keep);
  await startTexts(preferredLanguage());
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no root element.');
  createRoot(root).render(
    <Recovery onError={showError}>
      <App />
    </Recovery>,
  );
  startRingSignal();
  startRingNotice();
}
