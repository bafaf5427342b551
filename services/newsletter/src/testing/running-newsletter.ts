import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerName, StaffActor } from '@sportello/contracts';
import { ActorKeys, asService, connectNats, InProcessHub, type Bus, type Reply } from '@sportello/messaging';
import { testNats } from '@sportello/messaging/testing';
import { testDatabase, silentLogger, type TestDatabase } from '@sportello/postgres/testing';
import {
  createLogger,
  Municipalities,
  readSettings,
  type Municipality,
  type RunningService,
  type Settings,
} from '@sportello/service-kit';
import { bareMunicipality } from '@sportello/service-kit/testing';
import { openNewsletter } from '../newsletter.service';

export const MUNICIPALITY = 'borgo-prova';
export const ELSEWHERE = 'altrove';
export const BUSES = ['in-process', 'nats'] as const;

const aMunicipality = (id: string, languages: Municipality['languages']): Municipality =>
  bareMunicipality(id, { slug: `comune-${id}`, languages });

/** The newsletter service with real PostgreSQL behind it and one of the buses before it. */
export class RunningNewsletter {
  /** What the service takes for now. */
  readonly now = '2026-03-02T09:00:00.000Z';
  /** Everything that the service wrote to its log, at the finest level. */
  logged = '';
  private service: RunningService | undefined;

  private constructor(
    readonly db: TestDatabase,
    readonly settings: Settings,
    private readonly buses: Readonly<Record<'newsletter' | 'ops' | 'gateway', Bus>>,
    private readonly ends: readonly (() => Promise<void>)[],
  ) {}

  static async open(kind: (typeof BUSES)[number] = 'in-process'): Promise<RunningNewsletter> {
    const dataDir = await mkdtemp(join(tmpdir(), 'sportello-newsletter-'));
    const settings = readSettings({
      DATA_DIR: dataDir,
      NEWSLETTER_KEY: randomBytes(32).toString('base64'),
      DEMO: 'true',
    });
    await ActorKeys.ensure(settings.keysDir);
    const { busOf, end } = await busesOf(kind, settings.keysDir);
    const buses = { newsletter: await busOf('newsletter'), ops: await busOf('ops'), gateway: await busOf('gateway') };
    const db = await testDatabase('newsletter');
    const running = new RunningNewsletter(db, settings, buses, [
      ...Object.values(buses).map((bus) => () => bus.close()),
      end,
      () => db.drop(),
      () => rm(dataDir, { recursive: true }),
    ]);
    await running.start();
    return running;
  }

  /** @param served the Comuni whose files are there */
  async start(served: readonly string[] = [MUNICIPALITY, ELSEWHERE]): Promise<void> {
    this.service = await openNewsletter(
      {
        settings: this.settings,
        municipalities: new Municipalities(
          [aMunicipality(MUNICIPALITY, ['it', 'en']), aMunicipality(ELSEWHERE, ['it'])].filter(({ id }) =>
            served.includes(id),
          ),
        ),
        bus: this.buses.newsletter,
        databaseUrls: this.db.urls,
        logger: createLogger({
          service: 'newsletter',
          level: 'trace',
          destination: { write: (line) => (this.logged += line) },
        }),
      },
      () => this.now,
    );
  }

  async stop(): Promise<void> {
    await this.service?.close();
    this.service = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    for (const end of this.ends) await end();
  }

  ask<T>(subject: string, payload: object, as: 'ops' | 'gateway' = 'ops'): Promise<Reply<T>> {
    return this.buses[as].request<T>(subject, payload, asService(as, { correlationId: 'test', causationId: 'test' }));
  }

  /** Asks as somebody of the staff, at the door. */
  askAs<T>(actor: StaffActor, subject: string, payload: object): Promise<Reply<T>> {
    return this.buses.gateway.request<T>(subject, payload, {
      actor,
      metadata: { correlationId: 'test', causationId: 'test' },
    });
  }

  /** The value of an answer that must not be a refusal. */
  async value<T>(subject: string, payload: object): Promise<T> {
    const reply = await this.ask<T>(subject, payload);
    if (!reply.ok) throw new Error(`Refused: ${JSON.stringify(reply.refusal)}`);
    return reply.value;
  }

  /** Rows of `subscribers`, in the order of their HMACs. */
  async rows(): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.db.database.worker.query(
      'select * from newsletter.subscribers order by municipality_id, email_hmac',
    );
    return rows;
  }
}

async function busesOf(
  kind: (typeof BUSES)[number],
  keysDir: string,
): Promise<{ readonly busOf: (name: PeerName) => Promise<Bus>; readonly end: () => Promise<void> }> {
  switch (kind) {
    case 'in-process': {
      const hub = new InProcessHub();
      const busOf = async (name: PeerName): Promise<Bus> =>
        hub.bus(name, await ActorKeys.load(keysDir, name), silentLogger());
      return { busOf, end: () => Promise.resolve() };
    }
    case 'nats': {
      const nats = await testNats();
      const busOf = async (service: PeerName): Promise<Bus> =>
        connectNats({
          url: nats.url(service),
          service,
          keys: await ActorKeys.load(keysDir, service),
          logger: silentLogger(),
        });
      return { busOf, end: () => nats.stop() };
    }
    default:
      return kind satisfies never;
  }
}
