import { randomUUID } from 'node:crypto';
import type { RequestMetadata } from '@sportello/messaging';

/** One for everything that one run of the command line asks: it stands in the services' logs. */
const correlationId = randomUUID();

export function metadataOf(commandId: string | undefined): RequestMetadata {
  return { correlationId, causationId: correlationId, ...(commandId === undefined ? {} : { commandId }) };
}
