export { answeringUnit } from './answering-unit.ts';
export { crossValidate, dealIntoFolds, groupLabelled } from './cross-validation.ts';
export {
  DATA_DIRECTORY,
  hasMessages,
  type LabelledMessage,
  type Message,
  type Messages,
  readMessages,
} from './dataset.ts';
export { groupAlike } from './grouping.ts';
export { type Measures, measure } from './measures.ts';
export { seededRandom, shuffle } from './random.ts';
export {
  type AnsweredMessage,
  answeredMessages,
  countRuns,
  firstLevels,
  trainFirstLevel,
  trainSecond,
  trainUnitKinds,
} from './recipes.ts';
export { secondLevelByWords } from './second-level.ts';
export { type Example, type TrainingOptions, trainModel } from './train-model.ts';
