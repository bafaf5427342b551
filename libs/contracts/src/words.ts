/**
 * What is said, without the classes that check messages and describe them: names, limits, codes, moments, refusals and the shapes of answers. It
 * loads no package, so that whoever only asks, such as the operators' command line, starts fast. `index.ts` has the whole.
 */
export * from './actor';
export * from './limits';
export * from './moment';
export * from './municipality-name';
export * from './operators/import-views';
export * from './operators/installation';
export * from './operators/operator-subjects';
export * from './operators/operator-views';
export * from './period';
export * from './personal-data-reads';
export * from './policy';
export * from './problems';
export * from './public-events';
export * from './report-code';
export * from './report-views';
export * from './response-templates';
export * from './routing-dry-run';
export * from './slug';
export * from './subjects';
export * from './vocabulary';
