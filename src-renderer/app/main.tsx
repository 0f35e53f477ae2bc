import './without-eval.ts';
import { keepConnected } from '../bridge/index.ts';
import { texts, whenIdle } from '../ui/index.ts';
import { mountMediaFrame } from './media-frame.ts';
import { openPage } from './page.tsx';

await openPage(keepConnected);
// Its loading must not hold the screen back.
await whenIdle();
mountMediaFrame(texts.t('app.media'));
