export { SocketPathTooLong } from './address';
export { OperatorsClient } from './operators-client';
export { OperatorsDoor, type OperatorsDoorOptions } from './operators-door';
