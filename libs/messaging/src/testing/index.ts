export * from './bus.contract';
export * from './captured-log';
export * from './in-memory-checkpoints';
export * from './test-feed';
export * from './test-keys';
export * from './test-nats';
