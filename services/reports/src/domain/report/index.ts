export * from './catalogue';
export * from './commands';
export * from './decider';
export * from './events';
export * from './evolve';
export { isBefore } from './moment';
export { LONGEST_CHAIN } from './decide-ending';
export { REPORT_REJECTION_CODES, type ReportRejectionCode } from './rejections';
export * from './state';
