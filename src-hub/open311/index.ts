export { type Open311Problem, readRequest, type TakenRequest } from './intake.ts';
export { requestEntry, type ToldRequest, w3cTime } from './request.ts';
export {
  type Open311Service,
  serviceCodeOf,
  serviceDefinition,
  serviceEntry,
  servicesOf,
} from './services.ts';
export { jsonOf, type Open311List, type Open311Object, type Open311Value, xmlOf } from './xml.ts';
