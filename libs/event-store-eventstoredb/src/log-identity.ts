import { randomUUID } from 'node:crypto';
import { EventStoreUnavailable, ExpectedRevisionConflict, NO_STREAM } from '@sportello/event-sourcing';
import type { AppendLog } from './append-log';
import type { Connection } from './connection';
import { streamRequest } from './read-requests';
import { text } from './stored-event';

/** No stream of the product can have this name, and no filter of ours matches it. */
const IDENTITY_STREAM = 'sportello_log';
const IDENTITY_TYPE = 'log.begun';

/**
 * The identity of the log, kept in the log itself, so that a copy of it has the same. Whoever asks first writes it; of several at once the
 * server lets one win, and the others read what it wrote.
 * @throws EventStoreUnavailable
 */
export async function logIdentity(connection: Connection, log: AppendLog): Promise<string> {
  const known = await readIdentity(connection);
  if (known !== undefined) return known;
  const logId = randomUUID();
  const data = JSON.stringify({ logId });
  const event = { eventId: randomUUID(), type: IDENTITY_TYPE, data, metadata: '{}' };
  try {
    await log.append({ stream: IDENTITY_STREAM, events: [event], expectedRevision: NO_STREAM, bytes: data.length });
    return logId;
  } catch (error) {
    if (!(error instanceof ExpectedRevisionConflict)) throw error;
  }
  const others = await readIdentity(connection);
  if (others === undefined) throw new EventStoreUnavailable('The identity of the log cannot be read yet');
  return others;
}

async function readIdentity(connection: Connection): Promise<string | undefined> {
  let logId: string | undefined;
  const { deadlineMs } = connection;
  await connection.call((client) =>
    client.read({
      request: streamRequest(IDENTITY_STREAM, 0, 1),
      deadlineMs,
      onAnswer: (answer) => {
        const recorded = answer.getEvent()?.getEvent();
        if (recorded) logId = (JSON.parse(text(recorded.getData_asU8())) as { logId: string }).logId;
        return logId === undefined;
      },
    }),
  );
  return logId;
}
