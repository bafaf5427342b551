export * from './postgres-event-store';
export * from './schema';
export { UnsafeServer } from './session';
