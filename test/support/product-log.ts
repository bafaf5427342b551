import { ownServer, StreamsOfOurOwn, WireServer } from '@sportello/event-store-eventstoredb/testing';

/** An EventStoreDB whose log is empty at first. */
export interface EventStoreDb {
  readonly url: string;
  stop(): Promise<void> | void;
}

/** Where the product keeps its log in these tests: some cases are about one kind of store alone, and say so by this. */
export const LOG_IN: 'postgresql' | 'eventstoredb' = kindOfLog() === 'postgresql' ? 'postgresql' : 'eventstoredb';

const begun: EventStoreDb[] = [];
/** By data directory. A server of EventStoreDB has one log, so that each installation needs one of its own. */
const variables = new Map<string, Readonly<Record<string, string>>>();

/** The variables that give the product of a data directory its log, the same at each start; its log is begun when there is none. */
export async function logOf(dataDir: string): Promise<Readonly<Record<string, string>>> {
  const known = logSoFar(dataDir);
  if (LOG_IN === 'postgresql' || known['EVENTSTOREDB_URL'] !== undefined) return known;
  const { url } = await eventStoreDb();
  variables.set(dataDir, { EVENTSTOREDB_URL: url });
  return logSoFar(dataDir);
}

/** The same for who comes to look at an installation: none without one. */
export function logSoFar(dataDir: string): Readonly<Record<string, string>> {
  return variables.get(dataDir) ?? {};
}

/** An empty EventStoreDB: the wire server where the log is in PostgreSQL. It ends with the suite. */
export async function eventStoreDb(): Promise<EventStoreDb> {
  const server = await begin();
  begun.push(server);
  return server;
}

/** Ends every server that was begun. */
export async function endLogs(): Promise<void> {
  variables.clear();
  for (const server of begun.splice(0)) await server.stop();
}

/** SPORTELLO_TEST_LOG; without it a server that EVENTSTOREDB_URL names is used, and else PostgreSQL. */
function kindOfLog(): 'postgresql' | 'wire' | 'eventstoredb' {
  const kind = process.env['SPORTELLO_TEST_LOG'] ?? (process.env['EVENTSTOREDB_URL'] ? 'eventstoredb' : 'postgresql');
  if (kind === 'postgresql' || kind === 'wire' || kind === 'eventstoredb') return kind;
  throw new Error('SPORTELLO_TEST_LOG is postgresql, wire or eventstoredb');
}

async function begin(): Promise<EventStoreDb> {
  if (kindOfLog() !== 'eventstoredb') return WireServer.start();
  const { EVENTSTOREDB_URL: shared, EVENTSTOREDB_BIN: executable } = process.env;
  if (shared) return StreamsOfOurOwn.on(shared);
  if (executable) return ownServer(executable);
  throw new Error(
    'SPORTELLO_TEST_LOG=eventstoredb needs EVENTSTOREDB_URL, a server, or EVENTSTOREDB_BIN, the executable of EventStoreDB',
  );
}
