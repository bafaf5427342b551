import { ErasureHandler } from './erasure.handler';
import { ImportsHandler } from './imports.handler';
import { LogQueryHandler } from './log.query';
import { OperationsHandler } from './operations.handler';
import { PageAsOfQueryHandler } from './page-as-of.query';
import { ProjectionsHandler } from './projections.handler';
import { ReadersQueryHandler } from './readers.query';
import { RetentionTrialHandler } from './retention-trial.handler';

/** What the operators' command line asks. */
export const operatorHandlers = [
  ReadersQueryHandler,
  ProjectionsHandler,
  OperationsHandler,
  LogQueryHandler,
  PageAsOfQueryHandler,
  ErasureHandler,
  ImportsHandler,
  RetentionTrialHandler,
];
