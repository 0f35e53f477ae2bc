import '../../bridge/index.ts';
import { openPage } from '../page.tsx';
import { sceneNamed, sceneNames } from './scenes.ts';

/** Shows one state of the screen (`?scene=…`) against a main in memory; never part of the built program. */
document.documentElement.dataset['scenes'] = sceneNames.join(' ');
const scene = new URLSearchParams(window.location.search).get('scene') ?? 'idle';
await openPage(sceneNamed(scene));
