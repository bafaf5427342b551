import { EventStoreDbEventStore } from '@sportello/event-store-eventstoredb';
import { answerAppends } from './append-orders';

/* The log in EventStoreDB; IN_FLIGHT is how many appends it may keep under way. */

async function main(): Promise<void> {
  const inFlight = Number(process.env.IN_FLIGHT);
  answerAppends(
    await EventStoreDbEventStore.open({
      url: process.env.EVENTSTOREDB_URL ?? '',
      ...(inFlight > 0 && { inFlight }),
      onError: (error) => process.stderr.write(`${error.message}\n`),
    }),
  );
}

void main();
