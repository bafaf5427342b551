export * from './reports-in-every-state';
export * from './sample-commands';
export * from './sample-events';
