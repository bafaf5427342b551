import { ActorKeys, asService, connectNats, type Bus, type BusLogger } from '@sportello/messaging';
import { metadataOf } from './metadata';
import { CannotReach, type Product } from './product';

const CONNECT_MS = 5_000;
/** What the connection has to say goes unheard: what fails is told by whoever asked. */
const SILENT: BusLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** One more client of the bus, with an account and a key of its own. @throws CannotReach */
export async function overNats(natsUrl: string, keysDir: string): Promise<Product> {
  const { host } = new URL(natsUrl);
  const bus = await connect(natsUrl, host, await loadKeys(keysDir));
  return {
    how: `NATS at ${host}`,
    maintenance: false,
    ask: (subject, payload, { commandId, ...options } = {}) =>
      bus.request(subject, payload, asService('ops', metadataOf(commandId)), options),
    close: () => bus.close(),
  };
}

async function loadKeys(keysDir: string): Promise<ActorKeys> {
  try {
    return await ActorKeys.load(keysDir, 'ops');
  } catch (error) {
    throw new CannotReach(
      `The keys of the command line cannot be read in ${keysDir} (ops.private.pem and everybody's public ones). Name their folder: KEYS_DIR=<folder>; the set-up makes it as services/ops/keys.`,
      { cause: error },
    );
  }
}

async function connect(url: string, host: string, keys: ActorKeys): Promise<Bus> {
  try {
    return await connectNats({ url, service: 'ops', keys, logger: SILENT, connectMs: CONNECT_MS });
  } catch (error) {
    throw new CannotReach(
      `NATS at ${host} does not let the command line in. NATS_URL must name the user ops and its password (the set-up writes it into services/ops/service.env).`,
      { cause: error },
    );
  }
}
