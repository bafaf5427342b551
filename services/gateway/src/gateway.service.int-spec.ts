import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATOR_SUBJECTS } from '@sportello/contracts';
import { ActorKeys, asService, InProcessHub, type Bus } from '@sportello/messaging';
import { silentLogger, testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import { Municipalities, readSettings, type Settings } from '@sportello/service-kit';
import { gatewayService } from './gateway.service';
import { Account } from './sessions/account.entity';
import { Session } from './sessions/session.entity';
import { aMunicipality } from './testing/a-municipality';

describe('A gateway whose port is taken', () => {
  let dataDir: string;
  let settings: Settings;
  let taken: Server;
  let test: TestDatabase;
  let own: Bus;
  let operators: Bus;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sportello-gateway-'));
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    if (typeof address !== 'object' || address === null) throw new Error('Nothing listens');
    settings = readSettings({
      DATA_DIR: dataDir,
      DEMO: 'true',
      DEMO_PASSWORD: 'una-parola-di-prova',
      PORT: String(address.port),
      CODE_SECRET: '01'.repeat(32),
    });
    await ActorKeys.ensure(settings.keysDir);
    const hub = new InProcessHub();
    own = hub.bus('gateway', await ActorKeys.load(settings.keysDir, 'gateway'));
    operators = hub.bus('ops', await ActorKeys.load(settings.keysDir, 'ops'));
    test = await testDatabase('gateway', { entities: [Account, Session] });
  });
  afterAll(async () => {
    taken.close();
    await Promise.all([own.close(), operators.close()]);
    await test.drop();
    await rm(dataDir, { recursive: true });
  });

  it('does not start, and answers nobody on the bus either', async () => {
    const context = {
      settings,
      municipalities: new Municipalities([aMunicipality()]),
      bus: own,
      databaseUrls: test.urls,
    };
    await expect(gatewayService.open({ ...context, logger: silentLogger() })).rejects.toThrow('EADDRINUSE');
    const asked = asService('ops', { correlationId: 'test', causationId: 'test' });
    await expect(operators.request(OPERATOR_SUBJECTS.accounts, {}, asked)).rejects.toMatchObject({
      name: 'BusUnavailable',
    });
  });
});
