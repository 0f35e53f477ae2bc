export { joinDivisions } from './divisions.ts';
export { type CentreLists, createLists, type ListsOptions } from './lists.ts';
