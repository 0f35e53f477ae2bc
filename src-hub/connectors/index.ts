export { type HttpJsonConfiguration, readConnectors } from './configuration.ts';
export type { Connector, PushAnswer, ReadAnswer, RemoteMeaning } from './connector.ts';
export { createHttpJsonConnector } from './http-json.ts';
export { OUTBOUND_FIELDS, type OutboundOrder, outboundOf } from './mapping.ts';
export { type ConnectorDuty, type ConnectorRunner, createConnectorRunner } from './runner.ts';
