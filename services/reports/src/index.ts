export { openParts, type OpenParts } from './open-parts';
export { reportsService } from './service';
