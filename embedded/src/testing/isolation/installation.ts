import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerName } from '@sportello/contracts';
import { gatewayService } from '@sportello/gateway';
import { ActorKeys, InProcessHub, type Bus } from '@sportello/messaging';
import { newsletterService } from '@sportello/newsletter';
import { notificationsService } from '@sportello/notifications';
import { freshDatabaseUrl, silentLogger } from '@sportello/postgres/testing';
import { reportsService } from '@sportello/reports';
import { productRoot, readSettings } from '@sportello/service-kit';
import { Client } from 'pg';
import { prepareGround } from '../../ground/ground';
import { openOne, operatorsBus } from '../../in-process/open-services';

const UNLIMITED = '1000000';

/** Two real Comuni in one installation, on real PostgreSQL, as the product is put together when it is one process. */
export interface Installation {
  readonly address: string;
  readonly gatewayBus: Bus;
  readonly notificationsBus: Bus;
  readonly opsBus: Bus;
  /** Those three once more, with key pairs that nobody knows. */
  readonly forged: readonly ForgedBus[];
  /** Asks its database as a superuser, whom no wall holds. */
  query<Row extends object>(text: string, parameters: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** A bus of somebody who says that they are this. */
export interface ForgedBus {
  readonly peer: PeerName;
  readonly bus: Bus;
}

export async function openInstallation(): Promise<Installation> {
  const ends: (() => Promise<void>)[] = [];
  const shutdown = { push: (_name: string, end: () => Promise<void>) => void ends.push(end) };
  const dataDir = await mkdtemp(join(tmpdir(), 'sportello-isolation-'));
  await chmod(dataDir, 0o711);
  shutdown.push('data', () => rm(dataDir, { recursive: true, force: true }));
  const { adminUrl, drop } = await freshDatabaseUrl();
  shutdown.push('database', drop);
  const settings = readSettings({
    DATA_DIR: dataDir,
    DATABASE_URL: adminUrl,
    MUNICIPALITIES_DIR: join(productRoot(), 'deploy', 'municipalities', 'examples'),
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_MINUTE: UNLIMITED,
    RATE_LIMIT_SUBMISSIONS_PER_HOUR: UNLIMITED,
    RATE_LIMIT_SIGN_INS_PER_MINUTE: UNLIMITED,
    RATE_LIMIT_UPLOADS_PER_HOUR: UNLIMITED,
    RATE_LIMIT_SEARCHES_PER_MINUTE: UNLIMITED,
  });
  const ground = await prepareGround(settings, silentLogger(), shutdown);
  const hub = new InProcessHub();
  await openOne(hub, reportsService, ground, shutdown);
  await openOne(hub, notificationsService, ground, shutdown);
  await openOne(hub, newsletterService, ground, shutdown);
  const { running, bus: gatewayBus } = await openOne(hub, gatewayService, ground, shutdown);
  const opsBus = await operatorsBus(hub, ground, shutdown);
  const bus = async (peer: PeerName, keys: string): Promise<Bus> => {
    const opened = hub.bus(peer, await ActorKeys.load(keys, peer), silentLogger());
    shutdown.push(`bus of ${peer}`, () => opened.close());
    return opened;
  };
  const notificationsBus = await bus('notifications', settings.keysDir);
  const strange = join(dataDir, 'strange-keys');
  await ActorKeys.ensure(strange);
  const forged: ForgedBus[] = [];
  for (const peer of ['gateway', 'notifications', 'ops'] as const) forged.push({ peer, bus: await bus(peer, strange) });
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000, query_timeout: 60_000 });
  await client.connect();
  shutdown.push('connection of a superuser', () => client.end());
  return {
    address: running.address ?? '',
    gatewayBus,
    notificationsBus,
    opsBus,
    forged,
    async query<Row extends object>(text: string, parameters: readonly unknown[]) {
      return (await client.query<Row>(text, [...parameters])).rows;
    },
    async close() {
      for (const end of ends.toReversed()) await end();
    },
  };
}
