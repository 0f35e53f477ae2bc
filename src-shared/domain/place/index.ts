export * from './divisions.ts';
export { placeQuery } from './match.ts';
export * from './other-name.ts';
export { createPlaceIndex, type PlaceIndex, type PlaceMatch } from './place-index.ts';
export { codesOf, divisionOf, lineOf, type PlaceNode, type Spell } from './place-node.ts';
export * from './place-search.ts';
