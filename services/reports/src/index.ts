export { openParts, type OpenParts } from './open-parts';
export { READ_MODELS } from './read-models';
export { reportsForOperators, reportsService } from './service';
export { openReportsDatabase } from './reports-database';
