export * from './catalogue';
export * from './commands';
export * from './decider';
export * from './events';
export * from './evolve';
export type { ReportRejectionCode } from './rejections';
export * from './state';
