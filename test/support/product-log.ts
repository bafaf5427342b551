import { ownServer, WireServer } from '@sportello/event-store-eventstoredb/testing';

/** Where the products of the end-to-end tests keep their log: SPORTELLO_TEST_LOG, `postgresql` unless told otherwise. */
type Kind = 'postgresql' | 'wire' | 'eventstoredb';

interface Log {
  readonly url: string;
  stop(): Promise<void> | void;
}

/** By data directory. A server of EventStoreDB has one log, so that each installation needs one of its own. */
const logs = new Map<string, Promise<Log>>();

/** The variables that give the product of a data directory its log, the same at each start. */
export async function logOf(dataDir: string): Promise<Readonly<Record<string, string>>> {
  const kind = kindOfLog();
  if (kind === 'postgresql') return {};
  const log = logs.get(dataDir) ?? begin(kind);
  logs.set(dataDir, log);
  return { EVENTSTOREDB_URL: (await log).url };
}

/** Ends every server that was begun. */
export async function endLogs(): Promise<void> {
  const begun = [...logs.values()];
  logs.clear();
  for (const log of begun) await (await log).stop();
}

function kindOfLog(): Kind {
  const kind = process.env['SPORTELLO_TEST_LOG'] ?? 'postgresql';
  if (kind === 'postgresql' || kind === 'wire' || kind === 'eventstoredb') return kind;
  throw new Error('SPORTELLO_TEST_LOG is postgresql, wire or eventstoredb');
}

async function begin(kind: Exclude<Kind, 'postgresql'>): Promise<Log> {
  if (kind === 'wire') return WireServer.start();
  const executable = process.env['EVENTSTOREDB_BIN'];
  if (!executable)
    throw new Error('SPORTELLO_TEST_LOG=eventstoredb needs EVENTSTOREDB_BIN, the executable of EventStoreDB');
  return ownServer(executable);
}
