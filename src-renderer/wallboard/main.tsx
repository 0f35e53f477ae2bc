// The order is the cascade's: tokens, then the board's own.
import './without-eval.ts';
import '../ui/theme/tokens.css';
import './wallboard.css';
import { Component, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { preferredLanguage, startAppearance, startTexts } from '../ui/index.ts';
import { takeKeyFromAddress } from './access.ts';
import { Board } from './Board.tsx';
import { startBoard } from './store.ts';

const AGAIN_MILLISECONDS = 2_000;

/** A picture that could not be drawn is drawn anew: nobody stands beside it to press a key (rule BD-13). */
class Again extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override readonly state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    window.setTimeout(() => this.setState({ failed: false }), AGAIN_MILLISECONDS);
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

startAppearance();
takeKeyFromAddress();
await startTexts(preferredLanguage());
const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element.');
startBoard();
createRoot(root).render(
  <Again>
    <Board />
  </Again>,
);
