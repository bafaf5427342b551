export * from './conformance/test-events';
export * from './decider-spec';
export * from './event-store.conformance';
export * from './eventually';
export * from './fixed-metadata';
export * from './free-port';
export * from './in-memory-event-store';
