export { InvalidEventStoreUrl } from './connection-url';
export * from './eventstoredb-event-store';
