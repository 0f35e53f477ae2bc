export { type Board, createBoard } from './board.ts';
export { acknowledgeHelp, askForHelp, withdrawHelp } from './help.ts';
export { readLayout } from './layout.ts';
