import './without-eval.ts';
import { keepConnected } from '../bridge/index.ts';
import { texts } from '../ui/index.ts';
import { mountMediaFrame } from './media-frame.ts';
import { openPage } from './page.tsx';

await openPage(keepConnected);
// After the first paint: the frame's own loading must not hold the screen back.
requestAnimationFrame(() => setTimeout(() => mountMediaFrame(texts.t('app.media'))));
