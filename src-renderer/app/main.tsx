import { keepConnected } from '../bridge/index.ts';
import { texts } from '../ui/index.ts';
import { mountMediaFrame } from './media-frame.ts';
import { openPage } from './page.tsx';

await openPage(keepConnected);
// Right after the first paint: its loading must not hold the screen back, and no call can be answered before it.
requestAnimationFrame(() => setTimeout(() => mountMediaFrame(texts.t('app.media'))));
