export * from './fresh-database';
export { planOf } from './plan-of';
export * from './test-database';
