import { Component, type ErrorInfo, type ReactNode } from 'react';
import { texts } from '../ui/index.ts';

/** Pause before the screen is drawn again after it failed, ms. */
const PAUSE_MILLISECONDS = 1_000;

/**
 * Draws the screen again after an error in drawing it. The page is not reloaded: in the browser host the
 * media frame lives in it, and the call must go on. Nothing is lost, as main owns all state and the draft
 * writer lives outside the tree.
 */
export class Recovery extends Component<
  { readonly children: ReactNode; readonly onError: (error: Error) => void },
  { readonly failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: Error, _info: ErrorInfo) {
    this.props.onError(error);
    setTimeout(() => this.setState({ failed: false }), PAUSE_MILLISECONDS);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <p className="strip strip-lost" role="alert" data-testid="recovering">
        {texts.t('app.recovering')}
      </p>
    );
  }
}
