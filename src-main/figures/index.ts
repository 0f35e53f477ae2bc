export { createFigures, type FiguresService } from './figures.ts';
