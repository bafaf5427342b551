/**
 * The way in for the operators' command line alone: the socket of a running product and the errors of the bus, without Nest and without NATS,
 * so that a short command starts fast. `index.ts` has the whole.
 */
export * from './bus-errors';
export { OperatorsClient } from './operators-socket/operators-client';
export { SocketPathTooLong } from './operators-socket/address';
