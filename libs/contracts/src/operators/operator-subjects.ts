/** Requests of the operators' command line alone; the door has no right to them. */
export const OPERATOR_SUBJECTS = {
  projections: 'reports.projections',
  rebuildProjection: 'reports.rebuild-projection',
  verifyProjection: 'reports.verify-projection',
  retryParked: 'reports.retry-parked',
  skipParked: 'reports.skip-parked',
  logPage: 'reports.log-page',
  streamPage: 'reports.stream-page',
  pageAsOf: 'reports.page-as-of',
  /** Which reports somebody made, by an e-mail address or a telephone number. */
  findContact: 'reports.find-contact',
  eraseByOperator: 'reports.erase-by-operator',
  importReports: 'reports.import',
  /** Where reports would have gone under other routing rules. */
  tryRouting: 'reports.try-routing',
  /** How many reports would be forgotten under other rules of retention. */
  tryRetention: 'reports.try-retention',
  reportsOperation: 'reports.operation',
  cancelReportsOperation: 'reports.cancel-operation',

  planReplay: 'notifications.plan-replay',
  retryDeadLetters: 'notifications.retry-dead-letters',
  discardDeadLetters: 'notifications.discard-dead-letters',
  notificationsOperation: 'notifications.operation',
  cancelNotificationsOperation: 'notifications.cancel-operation',

  importSubscribers: 'newsletter.import-subscribers',
  /** Where an address is, or was, subscribed. */
  findSubscriber: 'newsletter.find-subscriber',
  eraseSubscriber: 'newsletter.erase-subscriber',
  /** Where an address follows something. */
  findFollows: 'notifications.find-follows',
  /** Ends what an address follows. */
  eraseFollows: 'notifications.erase-follows',

  accounts: 'gateway.accounts',
  addAccount: 'gateway.add-account',
  disableAccount: 'gateway.disable-account',
  setPassword: 'gateway.set-password',
  resetSecondFactor: 'gateway.reset-second-factor',
} as const;
