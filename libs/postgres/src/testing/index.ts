export * from './fresh-database';
export * from './test-database';
