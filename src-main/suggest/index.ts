export {
  findWords,
  indexWords,
  LOCAL_KIND,
  parseUnits,
  type UnitDirectory,
  type WordIndex,
} from './catalogue.ts';
export { RANKING_WEIGHTS, type RankedLeaf, rankCategories } from './category-ranking.ts';
export { createEngine, DUPLICATE_THRESHOLD, type EngineParts, type SuggestEngine } from './engine.ts';
export { FEATURES_VERSION, type Features, featuresOf, featuresOfPlain, hashOfRun } from './features.ts';
export {
  createRarity,
  RARITY_STEP,
  type RarityOf,
  type RunFrequencies,
  readFrequencies,
  writeFrequencies,
} from './frequencies.ts';
export {
  type Classifier,
  createClassifier,
  FREQUENCY_STEP,
  type LinearModel,
  readModel,
  sharesOf,
  writeModel,
} from './linear-model.ts';
export { loadParts, MODEL_FILES, parseLeaves } from './load-parts.ts';
export { type KnownOrder, similarityOfTexts } from './order-index.ts';
export { type Document, plainText } from './plain-text.ts';
export {
  createSuggestions,
  type OrderSource,
  type SuggestArea,
  type SuggestionsOptions,
  spawnSuggestWorker,
} from './suggestions.ts';
export { rankUnits, UNIT_WEIGHTS, unitsInCharge } from './unit-ranking.ts';
