import { Database } from '@sportello/postgres';
import type { ServiceContext } from '@sportello/service-kit';
import { AccountsAndSessions1763700000000 } from './migrations/1763700000000-accounts-and-sessions';
import { DisabledAccounts1764060000000 } from './migrations/1764060000000-disabled-accounts';
import { Attachments1764700000000 } from './migrations/1764700000000-attachments';
import { AccountsForBackups1764720000000 } from './migrations/1764720000000-accounts-for-backups';
import { SecondFactors1764900000000 } from './migrations/1764900000000-second-factors';
import { OidcSignIn1764970000000 } from './migrations/1764970000000-oidc-sign-in';
import { SessionsToldApart1764980000000 } from './migrations/1764980000000-sessions-told-apart';
import { Account } from './sessions/account.entity';
import { Session } from './sessions/session.entity';

/** Brings the gateway's schema up to date and connects. */
export function openGatewayDatabase({
  databaseUrls,
  logger,
}: Pick<ServiceContext, 'databaseUrls' | 'logger'>): Promise<Database> {
  return Database.open({
    service: 'gateway',
    schema: 'gateway',
    urls: databaseUrls,
    migrations: [
      AccountsAndSessions1763700000000,
      DisabledAccounts1764060000000,
      Attachments1764700000000,
      AccountsForBackups1764720000000,
      SecondFactors1764900000000,
      OidcSignIn1764970000000,
      SessionsToldApart1764980000000,
    ],
    entities: [Account, Session],
    logger,
  });
}
