import { createHmac } from 'node:crypto';
import { Client } from 'pg';
import { toDatabaseError } from './errors';
import { lockKey, quoteIdentifier, quoteLiteral } from './identifiers';
import { CONNECT_TIMEOUT_MS } from './pools';
import {
  DATABASE_SERVICES,
  SERVICE_SCHEMAS,
  WITH_TEMPORARY_TABLES,
  type DatabaseService,
  type ServiceDatabaseUrls,
  type ServiceRoles,
} from './roles';
import { scramVerifier } from './scram';

/**
 * Creates what is missing in the database of `adminUrl`: for each service three roles `<database>_<service>_{owner,app,worker}`
 * (no superuser, no BYPASSRLS, passwords derived from `secret`) and its schemas, closed to everybody else. Idempotent.
 * @param secret at least 32 random bytes, the same at every start
 */
export async function provisionDatabase(
  adminUrl: string,
  secret: Buffer,
): Promise<Record<DatabaseService, ServiceDatabaseUrls>> {
  if (secret.length < 32) throw new Error('The secret for database passwords must have at least 32 bytes');
  const client = new Client({
    connectionString: adminUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockKey('sportello provisioning')]);
    const database = await currentDatabase(client);
    await client.query(`revoke all on database ${quoteIdentifier(database)} from public`);
    await client.query('revoke all on schema public from public');
    for (const service of DATABASE_SERVICES) await provisionService(client, database, service, secret);
    await client.query('commit');
    const urls = (service: DatabaseService): ServiceDatabaseUrls => serviceUrls(adminUrl, database, service, secret);
    return {
      reports: urls('reports'),
      notifications: urls('notifications'),
      newsletter: urls('newsletter'),
      gateway: urls('gateway'),
    };
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.end();
  }
}

/** The names that `provisionDatabase` gives the roles of a service. */
export function serviceRoles(database: string, service: DatabaseService): ServiceRoles {
  const role = (part: keyof ServiceRoles): string => `${database}_${service}_${part}`;
  return { owner: role('owner'), app: role('app'), worker: role('worker') };
}

async function currentDatabase(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  return rows[0]?.name ?? '';
}

async function provisionService(
  client: Client,
  database: string,
  service: DatabaseService,
  secret: Buffer,
): Promise<void> {
  const roles = serviceRoles(database, service);
  for (const role of [roles.owner, roles.app, roles.worker]) {
    await ensureRole(client, role, secret);
    await client.query(`grant connect on database ${quoteIdentifier(database)} to ${quoteIdentifier(role)}`);
  }
  const [owner, app, worker] = [roles.owner, roles.app, roles.worker].map(quoteIdentifier);
  if (WITH_TEMPORARY_TABLES.includes(service))
    await client.query(`grant temporary on database ${quoteIdentifier(database)} to ${worker}`);
  // An administrator that is no superuser (a managed server) must be a member to give a schema to the role.
  const { rows } = await client.query<{ superuser: boolean }>(
    'select rolsuper as superuser from pg_roles where rolname = current_user',
  );
  if (!rows[0]?.superuser) await client.query(`grant ${owner} to current_user`);
  for (const schema of SERVICE_SCHEMAS[service].map(quoteIdentifier)) {
    await client.query(`create schema if not exists ${schema} authorization ${owner}`);
    await client.query(`revoke all on schema ${schema} from public`);
    await client.query(`grant usage on schema ${schema} to ${app}, ${worker}`);
  }
}

async function ensureRole(client: Client, role: string, secret: Buffer): Promise<void> {
  const { rows } = await client.query<{ superuser: boolean; bypasses: boolean }>(
    'select rolsuper as superuser, rolbypassrls as bypasses from pg_roles where rolname = $1',
    [role],
  );
  const existing = rows[0];
  if (existing && (existing.superuser || existing.bypasses))
    throw new Error(`Role ${role} exists and has too much power`);
  const salt = createHmac('sha256', secret).update(`salt ${role}`).digest().subarray(0, 16);
  const verifier = quoteLiteral(scramVerifier(passwordOf(role, secret), salt));
  await client.query(`${existing ? 'alter' : 'create'} role ${quoteIdentifier(role)} login password ${verifier}`);
}

function passwordOf(role: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(`password ${role}`).digest('base64url');
}

function serviceUrls(
  adminUrl: string,
  database: string,
  service: DatabaseService,
  secret: Buffer,
): ServiceDatabaseUrls {
  const roles = serviceRoles(database, service);
  const urlOf = (role: string): string => {
    const url = new URL(adminUrl);
    url.username = encodeURIComponent(role);
    url.password = passwordOf(role, secret);
    return url.toString();
  };
  return { owner: urlOf(roles.owner), app: urlOf(roles.app), worker: urlOf(roles.worker) };
}
