import { createHash } from 'node:crypto';
import { eventDigest, type EventStore } from '@sportello/event-sourcing';

const PAGE = 500;

/** SHA-256 over the digests of a stream's events, in order, in hexadecimal: the same for the same stream in any store. */
export async function streamDigest(
  store: EventStore,
  stream: string,
  call: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const digest = createHash('sha256');
  for (let from = 0; ;) {
    const events = await store.readStream(stream, { from, limit: PAGE, ...call });
    for (const event of events) digest.update(eventDigest(event));
    const last = events.at(-1);
    if (!last) return digest.digest('hex');
    from = last.revision + 1;
  }
}
