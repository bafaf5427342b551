import { withinDeadline } from '@sportello/event-sourcing';
import { Client, type ClientBase } from 'pg';

/** How the parts of one store reach its log. */
export interface ConnectionOptions {
  readonly url: string;
  readonly schema: string;
  /** Of every call, in milliseconds. */
  readonly deadlineMs: number;
  /** Told of what happens between calls, such as a lost connection that will be made again. */
  readonly onError: (error: Error) => void;
}

/** The server may lose what it acknowledged; nothing is appended to such a one. */
export class UnsafeServer extends Error {
  override readonly name = 'UnsafeServer';
}

/** Settings that must not be `off` for an acknowledged commit to be on disk. */
const DURABILITY_SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/** @throws UnsafeServer naming the settings that are off in this session */
export async function refuseUnsafeServer(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select name from pg_settings where name = any($1) and setting = 'off' order by name`,
    [DURABILITY_SETTINGS],
  );
  if (rows.length > 0) {
    const names = rows.map((row) => row.name).join(', ');
    throw new UnsafeServer(`PostgreSQL runs with ${names} off: it may lose what was acknowledged. Switch it on`);
  }
}

/**
 * Prepares a session for the hot statements. They are few and always use an index, also when planned while the table was still
 * empty and a sequential scan looked as good: such a plan would stay until the next ANALYZE.
 */
export async function prepareSession(client: ClientBase, statementTimeoutMs: number): Promise<void> {
  await client.query(
    `select set_config('plan_cache_mode', 'force_generic_plan', false), set_config('jit', 'off', false),
      set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false),
      set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $1, false)`,
    [String(statementTimeoutMs)],
  );
}

/**
 * A connected client of its own, outside any pool.
 * @param prepare what the session is for; a server that lets clients in may still fall silent then
 * @param timeoutMs of connecting and preparing together
 * @param onLost called once when the connection, having stood, fails or ends, whatever the reason
 * @throws EventStoreUnavailable after `timeoutMs`, what `prepare` throws, or the driver's error
 */
export async function connect(
  url: string,
  timeoutMs: number,
  prepare: (client: Client) => Promise<unknown>,
  onLost: (error: Error | undefined) => void,
): Promise<Client> {
  const asked = performance.now();
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, keepAlive: true });
  let standing = false;
  const lose = (error?: Error): void => {
    if (!standing) return;
    standing = false;
    onLost(error);
  };
  client.on('error', lose);
  client.on('end', () => lose());
  await client.connect();
  try {
    await withinDeadline(prepare(client), Math.max(0, timeoutMs - (performance.now() - asked)));
  } catch (error) {
    // It cuts a connection whose server is silent, and is not waited for: the caller wants to know.
    void client.end();
    throw error;
  }
  standing = true;
  return client;
}
