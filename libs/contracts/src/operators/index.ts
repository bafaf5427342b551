export * from './account-messages.dto';
export * from './import-messages.dto';
export * from './log-messages.dto';
export * from './operation-messages.dto';
export * from './operator-subjects';
export * from './operator-views';
export * from './subscriber-messages.dto';
export * from './installation';
