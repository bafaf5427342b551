import { randomUUID } from 'node:crypto';
import {
  defineProjection,
  NO_STREAM,
  type EventStore,
  type Projection,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { InMemoryEventStore } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import { pino, type Logger } from 'pino';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrationContext } from '../migration';
import { ProjectionRunner, type ProjectionRunnerOptions } from '../projections/projection-runner';
import type { ProjectionStatus } from '../projections/projection-status';
import { silentLogger, testDatabase, type TestDatabase } from './test-database';

class CreateProjections1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await ProjectionRunner.create(sql, schema, roles);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

/** Adds up the numbers of each stream; twice the same event would show. */
export function sums(
  name: string,
  hooks: { beforeApply?: (events: readonly StoredEvent[]) => void | Promise<void> } = {},
): Projection {
  return defineProjection({
    name,
    version: 1,
    filter: { streamPrefixes: ['report-'] },
    async init(sql, table) {
      await sql.query(
        `create table ${table} (municipality_id text, stream text, total int not null, events int not null, primary key (municipality_id, stream))`,
      );
    },
    async apply(events, sql, table) {
      await hooks.beforeApply?.(events);
      for (const { stream, data } of events) {
        const { n } = JSON.parse(data) as { n: number | string };
        await sql.query(
          `insert into ${table} as t values ('alfa', $1, $2::text::int, 1)
           on conflict (municipality_id, stream) do update set total = t.total + excluded.total, events = t.events + 1`,
          [stream, String(n)],
        );
      }
    },
  });
}

/** A logger and what it was told. */
export function capturedLog(): { readonly logger: Logger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return { logger: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }), lines };
}

/** The same log under another identity, as a restored copy has it. */
export function withLogId(store: InMemoryEventStore, logId: string): EventStore {
  return {
    logId: async () => logId,
    append: (...call) => store.append(...call),
    readStream: (...call) => store.readStream(...call),
    readAll: (...call) => store.readAll(...call),
    onAppended: (callback) => store.onAppended(callback),
    close: () => store.close(),
  };
}

/** A database, a log and runners over them, for the suites of the projection runner. */
export class ProjectionFixture {
  store = new InMemoryEventStore();
  private test: TestDatabase | undefined;
  private readonly running: ProjectionRunner[] = [];

  async open(): Promise<void> {
    this.test = await testDatabase('reports', { migrations: [CreateProjections1700000000000] });
  }

  /** An empty log. */
  newLog(): void {
    this.store = new InMemoryEventStore();
  }

  async stopRunners(): Promise<void> {
    await Promise.all(this.running.splice(0).map((runner) => runner.stop()));
  }

  async close(): Promise<void> {
    await this.test?.drop();
  }

  get database(): TestDatabase['database'] {
    return this.opened.database;
  }

  reopen(): Promise<TestDatabase['database']> {
    return this.opened.reopen();
  }

  async append(id: string, ...numbers: (number | string)[]): Promise<void> {
    const stream = `report-alfa_${id}`;
    const revision = (await this.store.readStream(stream)).at(-1)?.revision ?? NO_STREAM;
    const events = numbers.map((n) => ({
      eventId: randomUUID(),
      type: 'added',
      data: JSON.stringify({ n }),
      metadata: '{}',
    }));
    await this.store.append(stream, events, revision);
  }

  async run(projection: Projection, options: Partial<ProjectionRunnerOptions> = {}): Promise<ProjectionRunner> {
    const { store, database } = this;
    const runner = new ProjectionRunner({
      store,
      database,
      projections: [projection],
      logger: silentLogger(),
      ...options,
    });
    this.running.push(runner);
    await runner.start();
    return runner;
  }

  /** What the view shows, by the stream's id. */
  async totals(name: string): Promise<Record<string, number>> {
    const { rows } = await this.database.asMunicipality('alfa', (sql) =>
      sql.query<{ stream: string; total: number }>(`select stream, total from ${name}_v1`),
    );
    return Object.fromEntries(rows.map(({ stream, total }) => [stream.replace('report-alfa_', ''), total]));
  }

  async sum(name: string): Promise<number> {
    return Object.values(await this.totals(name)).reduce((a, b) => a + b, 0);
  }

  async generations(name: string): Promise<string[]> {
    const { rows } = await this.database.worker.query<{ table: string }>(
      'select tablename as table from pg_tables where starts_with(tablename, $1) order by 1',
      [`${name}_v1_g`],
    );
    return rows.map(({ table }) => table);
  }

  async status(runner: ProjectionRunner): Promise<ProjectionStatus> {
    const [first] = await runner.statuses();
    if (!first) throw new Error('The runner has no projection');
    return first;
  }

  async asAdmin(statement: string): Promise<void> {
    const client = new Client({ connectionString: this.opened.adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  private get opened(): TestDatabase {
    if (!this.test) throw new Error('The fixture is not open');
    return this.test;
  }
}
