import { join, resolve } from 'node:path';
import { Environment } from './environment';
import { productRoot } from './product-root';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How much one caller may ask. The gateway counts by client address. */
export interface RateLimits {
  /** Requests of any kind. */
  readonly perMinute: number;
  /** Reports submitted. */
  readonly submissionsPerHour: number;
  /** Tries to sign in. */
  readonly signInsPerMinute: number;
  /** Files uploaded. */
  readonly uploadsPerHour: number;
  /** Questions for similar reports: each looks through what is near. */
  readonly searchesPerMinute: number;
}

/** Everything that the environment decides. Read once, at the start; paths are absolute. */
export interface Settings {
  /** Openly fictitious data, a mailbox instead of mail, accounts that everybody knows. */
  readonly demo: boolean;
  /** Address to listen on. */
  readonly host: string;
  readonly port: number;
  /** Where a service process shows its health and metrics; absent: it does not. */
  readonly healthPort?: number;
  /** What links in mails begin with, without a slash at the end. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** PostgreSQL as given from outside, with the rights to make roles; absent: ours. */
  readonly databaseUrl?: string;
  /** EventStoreDB that keeps the log; absent: PostgreSQL keeps it. */
  readonly eventStoreDbUrl?: string;
  readonly natsUrl?: string;
  readonly smtpUrl?: string;
  /** Sender of mails, such as `Comune <noreply@comune.example>`; absent: made from the municipality's file. */
  readonly mailFrom?: string;
  /** Bucket that keeps uploaded files, `s3://ACCESS_KEY:SECRET_KEY@host/bucket`; absent: a folder of the data directory does. */
  readonly attachmentsUrl?: string;
  readonly municipalitiesDir: string;
  /** True when the folder was named in the environment, so that it is not our example. */
  readonly municipalitiesGiven: boolean;
  /** Ed25519 keys that sign who asks. */
  readonly keysDir: string;
  /** 32 bytes; absent: in the file `master.key` of the data directory. */
  readonly masterKey?: Buffer;
  /** 32 bytes, made from the master key by whatever starts the services: the newsletter's service has no other. */
  readonly newsletterKey?: Buffer;
  /** 32 bytes; absent: in the file `code.key` of the data directory. */
  readonly codeSecret?: Buffer;
  readonly adminEmail: string;
  /** Password for the first account; the launcher generates it when absent. */
  readonly adminPassword?: string;
  /** Password of the demo accounts; the launcher generates it when absent. */
  readonly demoPassword?: string;
  readonly logLevel: LogLevel;
  readonly rateLimits: RateLimits;
  /** Proxies in front of the gateway whose `X-Forwarded-For` counts: their number, 0 for none. */
  readonly trustedProxies: number;
}

const POSTGRES = ['postgres', 'postgresql'];

/** @throws SettingsError that names every wrong variable */
export function readSettings(variables: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const environment = new Environment(variables);
  const databaseUrl = environment.url('DATABASE_URL', POSTGRES);
  const smtpUrl = environment.url('SMTP_URL', ['smtp', 'smtps']);
  const natsUrl = environment.url('NATS_URL', ['nats', 'tls']);
  const municipalitiesDir = environment.path('MUNICIPALITIES_DIR');
  const eventStoreDbUrl = eventStoreDb(environment);
  const demo = environment.boolean('DEMO', !databaseUrl && !smtpUrl && !municipalitiesDir);
  if (demo && smtpUrl)
    environment.refuse('SMTP_URL together with DEMO=true: a demo sends no mail; leave one of them out');
  const host = environment.text('HOST') ?? (demo ? '127.0.0.1' : '0.0.0.0');
  const port = environment.wholeNumber('PORT', { min: 0, max: 65535 }) ?? 3000;
  const dataDir = environment.path('DATA_DIR') ?? resolve('data');
  const settings: Settings = {
    demo,
    host,
    port,
    publicUrl: publicUrl(environment, port),
    dataDir,
    municipalitiesDir: municipalitiesDir ?? join(productRoot(), 'deploy', 'municipalities'),
    municipalitiesGiven: municipalitiesDir !== undefined,
    keysDir: environment.path('KEYS_DIR') ?? join(dataDir, 'keys'),
    adminEmail: adminEmail(environment, demo),
    logLevel: environment.oneOf('LOG_LEVEL', LOG_LEVELS) ?? (demo ? 'warn' : 'info'),
    rateLimits: {
      perMinute: environment.wholeNumber('RATE_LIMIT_PER_MINUTE', { min: 1, max: 100_000_000 }) ?? 600,
      submissionsPerHour:
        environment.wholeNumber('RATE_LIMIT_SUBMISSIONS_PER_HOUR', { min: 1, max: 100_000_000 }) ?? 60,
      signInsPerMinute:
        environment.wholeNumber('RATE_LIMIT_SIGN_INS_PER_MINUTE', { min: 1, max: 100_000_000 }) ?? (demo ? 60 : 10),
      uploadsPerHour: environment.wholeNumber('RATE_LIMIT_UPLOADS_PER_HOUR', { min: 1, max: 100_000_000 }) ?? 60,
      searchesPerMinute: environment.wholeNumber('RATE_LIMIT_SEARCHES_PER_MINUTE', { min: 1, max: 100_000_000 }) ?? 30,
    },
    trustedProxies: environment.wholeNumber('TRUSTED_PROXIES', { min: 0, max: 10 }) ?? 0,
    ...present({
      healthPort: environment.wholeNumber('HEALTH_PORT', { min: 0, max: 65535 }),
      databaseUrl,
      eventStoreDbUrl,
      natsUrl,
      smtpUrl,
      mailFrom: environment.text('MAIL_FROM'),
      attachmentsUrl: attachmentsUrl(environment),
      masterKey: environment.key('MASTER_KEY'),
      newsletterKey: environment.key('NEWSLETTER_KEY'),
      codeSecret: environment.key('CODE_SECRET'),
      adminPassword: adminPassword(environment),
      demoPassword: environment.text('DEMO_PASSWORD'),
    }),
  };
  environment.assertRight();
  return settings;
}

/** It may name several hosts, which no URL in the strict sense can; the adapter reads the rest. */
function eventStoreDb(environment: Environment): string | undefined {
  const value = environment.text('EVENTSTOREDB_URL');
  if (value !== undefined && !/^esdb(\+discover)?:\/\/./.test(value)) {
    environment.refuse('EVENTSTOREDB_URL must be a URL that begins with esdb:// or esdb+discover://');
  }
  return value;
}

/** Who asks and which bucket stand in it: without them every upload would fail later. */
function attachmentsUrl(environment: Environment): string | undefined {
  const value = environment.url('ATTACHMENTS_URL', ['s3', 's3+http']);
  if (value === undefined) return undefined;
  const { username, password, pathname } = new URL(value);
  if (username === '' || password === '' || pathname.length < 2)
    environment.refuse('ATTACHMENTS_URL must be s3://ACCESS_KEY:SECRET_KEY@host/bucket?region=name');
  return value;
}

function publicUrl(environment: Environment, port: number): string {
  return (environment.url('PUBLIC_URL', ['http', 'https']) ?? `http://localhost:${port}`).replace(/\/+$/, '');
}

function adminEmail(environment: Environment, demo: boolean): string {
  const address = environment.text('ADMIN_EMAIL') ?? (demo ? 'admin@demo.it' : 'admin@sportello.local');
  if (!/^[^@\s]+@[^@\s]+$/.test(address)) environment.refuse('ADMIN_EMAIL must be an e-mail address');
  return address.toLowerCase();
}

function adminPassword(environment: Environment): string | undefined {
  const value = environment.text('ADMIN_PASSWORD');
  if (value !== undefined && value.length < 10) environment.refuse('ADMIN_PASSWORD must have at least 10 characters');
  return value;
}

type Present<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

/** Leaves out what is undefined: under exactOptionalPropertyTypes absent and undefined differ. */
function present<Values extends object>(values: Values): Present<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<Values>;
}
