/**
 * Messages between a seat and a hub, protocol version 1 (docs/spec/hub-protocol.md).
 *
 * - `POST /v1/operations` with an `operationBatchSchema`, gzip or not, answered by `operationResultsSchema`.
 *   At-least-once on the wire, exactly once in effect: the hub remembers operation ids and answers a
 *   repeated one with the outcome it gave the first time.
 * - `GET /v1/feeds/{name}` and `GET /v1/events`: what the hub keeps for its seats, and that it changed.
 * - `POST /v1/login`, `/v1/refresh`, `/v1/logout`, `GET /v1/me`: people.
 * - `GET /v1/work-orders` and `/v1/work-orders/{id}`: what the hub has.
 * - `GET /v1/board…`, `PUT /v1/queue`, `POST /v1/help`, `GET /v1/supervision…`: the hall and its supervisors.
 * - `GET /healthz`: liveness, no token.
 */
export * from './batch.ts';
export * from './board.ts';
export * from './errors.ts';
export * from './feeds.ts';
export * from './health.ts';
export * from './lists.ts';
export * from './live.ts';
export * from './login.ts';
export * from './operations/index.ts';
export * from './provisioning.ts';
export * from './supervision.ts';
export * from './version.ts';
export * from './work-orders.ts';
