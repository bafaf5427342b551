import { PostgresEventStore } from '@sportello/event-store-postgres';
import { answerAppends } from './append-orders';

/* The log in PostgreSQL. */

const url = process.env.DATABASE_URL ?? '';

async function main(): Promise<void> {
  answerAppends(await PostgresEventStore.open({ url, onError: (error) => process.stderr.write(`${error.message}\n`) }));
}

void main();
