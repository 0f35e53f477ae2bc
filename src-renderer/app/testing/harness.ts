import '../../bridge/index.ts';
import { openPage } from '../page.tsx';
import { pages } from '../pages.ts';
import { settled } from './scenes/pace.ts';
import { sceneNamed, sceneNames } from './scenes.ts';

/**
 * Shows one state of the screen (`?scene=…`) against a main in memory, and says `data-settled` when the scene has done
 * what it does by itself; never part of the built program.
 */
document.documentElement.dataset['scenes'] = sceneNames.join(' ');
// What the scene before has left behind on this page is none of this one's.
window.localStorage.clear();
// What the program loads later is there before, in the same order: no scene is looked at while a part is on its way.
await import('../../scripts/index.ts');
await Promise.all([
  import('../../desk/index.ts'),
  import('../../settings/index.ts'),
  ...pages.map(({ load }) => load()),
]);
const scene = new URLSearchParams(window.location.search).get('scene') ?? 'idle';
await openPage(sceneNamed(scene));
await settled();
document.documentElement.dataset['settled'] = '';
