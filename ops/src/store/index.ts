export * from './anchor.command';
export * from './backup.command';
export * from './command-context';
export * from './copy.command';
export * from './copy-log';
export * from './receipt-check.command';
export * from './restore.command';
export * from './verify.command';
