export type { Editor } from './editing.ts';
export { createScripts, type Scripts, type ScriptsOptions } from './scripts.ts';
export { SearchIndex } from './search/search-index.ts';
export { loadSpelling } from './search/spelling.ts';
export { loadFolder } from './shipped.ts';
