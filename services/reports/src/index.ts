export { openParts, type OpenParts } from './open-parts';
export { reportsService } from './service';
export { openReportsDatabase } from './reports-database';
