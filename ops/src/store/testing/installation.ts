import { randomBytes } from 'node:crypto';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import {
  Database,
  Keyring,
  migrationContext,
  PostgresCheckpoints,
  protectTable,
  provisionDatabase,
  type DatabaseService,
} from '@sportello/postgres';
import { freshDatabaseUrl, silentLogger } from '@sportello/postgres/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Databases } from '../backup.command';
import { ReportsTables1764000000000 } from './reports-database';

/** The tables of the notifications service that a backup knows, with the columns that matter to it. */
class NotificationsTables1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await PostgresCheckpoints.create(sql, schema, roles);
    await sql.query(
      `create table report_recipients (municipality_id text, code text, sealed_reporter text, primary key (municipality_id, code))`,
    );
    await sql.query(`create table deliveries (municipality_id text, event_id uuid, state text not null, reason text, lease uuid, parameters jsonb,
      sealed_reporter text, sealed_text text, occurred_at timestamptz, primary key (municipality_id, event_id))`);
    await sql.query(
      'create table follows (municipality_id text, id uuid, sealed text, codes text[], primary key (municipality_id, id))',
    );
    await sql.query('create table restores (restored_at timestamptz primary key)');
    await sql.query(`grant select, insert on restores to "${roles.worker}"`);
    for (const table of ['report_recipients', 'deliveries', 'follows']) {
      await protectTable(sql, { schema, table, worker: 'select, insert, update', roles });
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

class NewsletterTables1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await Keyring.create(sql, schema, roles, ['subscriber']);
    await sql.query(`create table subscribers (municipality_id text, id uuid, email_hmac text, status text, sealed text,
      primary key (municipality_id, id))`);
    const rights = 'select, insert, update';
    await protectTable(sql, { schema, table: 'subscribers', app: rights, worker: rights, roles });
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

class GatewayTables1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table accounts (municipality_id text, id uuid, email text, roles text[], primary key (municipality_id, id),
      unique (municipality_id, email))`);
    await protectTable(sql, {
      schema,
      table: 'accounts',
      app: 'select, insert, update, delete',
      worker: 'select, insert, delete',
      roles,
    });
    await sql.query(`create table second_factors (municipality_id text, account_id uuid, sealed_secret text, recovery_codes bytea[],
      primary key (municipality_id, account_id))`);
    await protectTable(sql, {
      schema,
      table: 'second_factors',
      app: 'select',
      worker: 'select, insert, delete',
      roles,
    });
    await sql.query(`create table account_identities (municipality_id text, account_id uuid, identity bytea,
      primary key (municipality_id, account_id))`);
    await protectTable(sql, {
      schema,
      table: 'account_identities',
      app: 'select',
      worker: 'select, insert, delete',
      roles,
    });
    await sql.query(`create table attachments (municipality_id text, id uuid, state text, code text, wrapped_key text,
      primary key (municipality_id, id))`);
    const rights = 'select, insert, update';
    await protectTable(sql, { schema, table: 'attachments', app: rights, worker: rights, roles });
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const MIGRATIONS: Readonly<Record<DatabaseService, new () => MigrationInterface>> = {
  reports: ReportsTables1764000000000,
  notifications: NotificationsTables1764000000000,
  newsletter: NewsletterTables1764000000000,
  gateway: GatewayTables1764000000000,
};

/** The databases of one installation, with an open log; nothing serves. */
export interface Installation {
  readonly log: PostgresEventStore;
  readonly databases: Databases;
  drop(): Promise<void>;
}

export async function installation(): Promise<Installation> {
  const { adminUrl, drop } = await freshDatabaseUrl();
  const urls = await provisionDatabase(adminUrl, randomBytes(32));
  const open = (service: DatabaseService): Promise<Database> =>
    Database.open({
      service,
      schema: service,
      urls: urls[service],
      migrations: [MIGRATIONS[service]],
      logger: silentLogger(),
    });
  const databases = {
    reports: await open('reports'),
    notifications: await open('notifications'),
    newsletter: await open('newsletter'),
    gateway: await open('gateway'),
  };
  const log = await PostgresEventStore.open({ url: urls.reports.worker, onError: () => undefined });
  return {
    log,
    databases,
    async drop() {
      await log.close();
      await Promise.all(Object.values(databases).map((database) => database.close()));
      await drop();
    },
  };
}
