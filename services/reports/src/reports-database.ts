import { Database } from '@sportello/postgres';
import type { ServiceContext } from '@sportello/service-kit';
import { CreateReports1764000000000 } from './migrations/1764000000000-create-reports';
import { SkipParkedStreams1764060000000 } from './migrations/1764060000000-skip-parked-streams';
import { CreateSeals1764600000000 } from './migrations/1764600000000-create-seals';
import { AllowFileKeys1764700000000 } from './migrations/1764700000000-allow-file-keys';
import { CreateErasuresInLog1765000000000 } from './migrations/1765000000000-create-erasures-in-log';
import { PersonalDataReads1765010000000 } from './migrations/1765010000000-personal-data-reads';
import { ResponseTemplates1765020000000 } from './migrations/1765020000000-response-templates';
import { ReadsByContact1765030000000 } from './migrations/1765030000000-reads-by-contact';

/** Brings the schemas up to date and connects. */
export function openReportsDatabase({
  databaseUrls,
  logger,
}: Pick<ServiceContext, 'databaseUrls' | 'logger'>): Promise<Database> {
  return Database.open({
    service: 'reports',
    schema: 'reports',
    urls: databaseUrls,
    migrations: [
      CreateReports1764000000000,
      SkipParkedStreams1764060000000,
      CreateSeals1764600000000,
      AllowFileKeys1764700000000,
      CreateErasuresInLog1765000000000,
      PersonalDataReads1765010000000,
      ResponseTemplates1765020000000,
      ReadsByContact1765030000000,
    ],
    logger,
  });
}
