import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as soon } from 'node:timers/promises';
import type { StoredEvent } from '@sportello/event-sourcing';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { caughtUpAnswer, checkpointAnswer, confirmationAnswer, eventAnswer, notFoundAnswer } from './wire-answers';
import { wireName, type WireLog } from './wire-log';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

export interface ReadBehaviour {
  /** A counted read that has looked at more events than this without a match says nothing more, as a server that is still looking. */
  readonly looksAtMost: number;
  /** Told of each event that is sent. */
  readonly sent: (stream: string) => void;
}

const PAGE = 1_000;

/** Streams.Read as the real server does it, as far as the adapter asks for it. */
export async function answerRead(call: ReadCall, log: WireLog, behaviour: ReadBehaviour): Promise<void> {
  const options = call.request.getOptions()!;
  const send = async (event: StoredEvent): Promise<void> => {
    const stream = wireName(event.stream);
    behaviour.sent(stream);
    if (!call.write(eventAnswer(event, stream))) await once(call, 'drain');
  };
  const forwards = options.getReadDirection() === ReadReq.Options.ReadDirection.FORWARDS;
  if (options.hasStream() && forwards) await stream(call, log, options, send);
  else if (options.hasAll() && options.hasSubscription()) await subscription(call, log, options, send);
  else if (options.hasAll() && forwards) await all(call, log, options, behaviour, send);
  else if (options.hasAll() && options.getAll()?.hasEnd()) await last(call, log, options, send);
  else call.emit('error', { code: status.UNIMPLEMENTED, details: 'The wire server does not read like that' });
}

type Send = (event: StoredEvent) => Promise<void>;
type Options = ReadReq.Options;

async function stream(call: ReadCall, log: WireLog, options: Options, send: Send): Promise<void> {
  const asked = options.getStream()!;
  const name = Buffer.from(asked.getStreamIdentifier()!.getStreamName_asU8()).toString();
  const events = await log.read(name);
  if (events.length === 0) call.write(notFoundAnswer(name));
  const from = Number(asked.getRevision());
  for (const event of events.slice(from, from + Number(options.getCount()))) await send(event);
  call.end();
}

/** Forwards, from a position on and including it. */
async function all(
  call: ReadCall,
  log: WireLog,
  options: Options,
  { looksAtMost }: ReadBehaviour,
  send: Send,
): Promise<void> {
  const matches = streamMatcher(options);
  let missing = Number(options.getCount());
  let looked = 0;
  for await (const event of eventsAfter(log, Math.max(0, begin(options) - 1))) {
    if (matches(event)) {
      await send(event);
      missing -= 1;
      looked = 0;
      if (missing === 0) break;
    } else if (++looked > looksAtMost) return;
  }
  call.end();
}

/** Backwards from the end: the last so many that match. */
async function last(call: ReadCall, log: WireLog, options: Options, send: Send): Promise<void> {
  const matches = streamMatcher(options);
  let missing = Number(options.getCount());
  for (let before = await log.length(); before > 0 && missing > 0; before -= PAGE) {
    const page = await log.page(Math.max(0, before - PAGE), Math.min(before, PAGE));
    const events = page.filter(matches).slice(-missing).reverse();
    for (const event of events) await send(event);
    missing -= events.length;
  }
  call.end();
}

/** From behind a position, or from the end; goes on until the caller cancels. A checkpoint comes after each window that was looked through. */
async function subscription(call: ReadCall, log: WireLog, options: Options, send: Send): Promise<void> {
  const matches = streamMatcher(options);
  const window = options.getFilter()!.getMax() * options.getFilter()!.getCheckpointintervalmultiplier();
  let seen = options.getAll()!.hasEnd() ? await log.length() : begin(options);
  let considered = 0;
  call.write(confirmationAnswer(randomUUID()));
  const catchUp = async (): Promise<void> => {
    for await (const event of eventsAfter(log, seen)) {
      if (call.cancelled) return;
      if (matches(event)) await send(event);
      seen = Number(event.position);
      considered += 1;
      if (considered % window === 0) call.write(checkpointAnswer(event.position));
    }
  };
  await catchUp();
  call.write(caughtUpAnswer());
  let running = Promise.resolve();
  const stop = log.store.onAppended(() => void (running = running.then(catchUp)));
  await once(call, 'cancelled');
  stop();
  await running;
}

/** What was answered goes out between pages, and a call that was given up is heard of. */
async function* eventsAfter(log: WireLog, position: number): AsyncGenerator<StoredEvent> {
  for (let after = position; ;) {
    const page = await log.page(after, PAGE);
    if (page.length === 0) return;
    yield* page;
    after += page.length;
    await soon();
  }
}

function begin(options: Options): number {
  return Number(options.getAll()?.getPosition()?.getCommitPosition() ?? 0);
}

function streamMatcher(options: Options): (event: StoredEvent) => boolean {
  const expression = options.getFilter()?.getStreamIdentifier();
  if (!expression) return () => true;
  const regex = new RegExp(expression.getRegex());
  const prefixes = expression.getPrefixList();
  return ({ stream }) => {
    const name = wireName(stream);
    return prefixes.length > 0 ? prefixes.some((prefix) => name.startsWith(prefix)) : regex.test(name);
  };
}
