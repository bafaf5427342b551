export * from './position-behind';
export * from './real-server';
export * from './rest-of-log';
export * from './wire-server';
