import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { LogPosition } from './position';

const { Options } = ReadReq;
const { FORWARDS, BACKWARDS } = Options.ReadDirection;

/** Which streams the server looks for: names that begin with one of these, or that match a regular expression. */
export type StreamFilter = { readonly prefixes: readonly string[] } | { readonly regex: string };

/** Streams of this product, never the server's own (`$...`) nor the one that keeps the log's identity. */
export const ALL_STREAMS: StreamFilter = { regex: '^[a-z]+-' };

/**
 * Events the server looks at before it answers itself with a part of the page; it must exceed the count. Large enough for a
 * filter that matches little, small enough that no reader thread of the server is held for long.
 */
const SEARCH_WINDOW = 4_000;

/** `count` events of one stream from a revision on. */
export function streamRequest(stream: string, from: number, count: number): ReadReq {
  const options = counted(count);
  const streamOptions = new Options.StreamOptions();
  streamOptions.setStreamIdentifier(streamIdentifier(stream)).setRevision(String(from));
  return request(options.setReadDirection(FORWARDS).setStream(streamOptions).setNoFilter(new Empty()));
}

/** `count` events of the log that match, from a position on and including it. */
export function pageRequest(from: LogPosition | undefined, count: number, filter: StreamFilter): ReadReq {
  const options = counted(count).setReadDirection(FORWARDS).setAll(logFrom(from));
  return request(options.setFilter(filterOptions(filter, count)));
}

/** The last event of this product in the log. */
export function headRequest(): ReadReq {
  const end = new Options.AllOptions().setEnd(new Empty());
  return request(counted(1).setReadDirection(BACKWARDS).setAll(end).setFilter(filterOptions(ALL_STREAMS, 1)));
}

/** What matches after a position, and from time to time how far the server has looked. */
export function catchUpRequest(after: LogPosition | undefined, filter: StreamFilter): ReadReq {
  return request(subscribed().setAll(logFrom(after)).setFilter(filterOptions(filter, 1)));
}

/** Whatever is appended from now on. */
export function liveRequest(): ReadReq {
  const end = new Options.AllOptions().setEnd(new Empty());
  return request(subscribed().setAll(end).setFilter(filterOptions(ALL_STREAMS, 1)));
}

export function streamIdentifier(stream: string): StreamIdentifier {
  return new StreamIdentifier().setStreamName(Buffer.from(stream));
}

function request(options: ReadReq.Options): ReadReq {
  options.setResolveLinks(false).setUuidOption(new Options.UUIDOption().setString(new Empty()));
  return new ReadReq().setOptions(options);
}

function counted(count: number): ReadReq.Options {
  return new Options().setCount(String(count));
}

function subscribed(): ReadReq.Options {
  return new Options().setSubscription(new Options.SubscriptionOptions()).setReadDirection(FORWARDS);
}

function logFrom(position: LogPosition | undefined): ReadReq.Options.AllOptions {
  if (!position) return new Options.AllOptions().setStart(new Empty());
  const { commit, prepare } = position;
  return new Options.AllOptions().setPosition(
    new Options.Position().setCommitPosition(commit).setPreparePosition(prepare),
  );
}

function filterOptions(filter: StreamFilter, count: number): ReadReq.Options.FilterOptions {
  const expression = new Options.FilterOptions.Expression();
  if ('regex' in filter) expression.setRegex(filter.regex);
  else expression.setPrefixList([...filter.prefixes]);
  return new Options.FilterOptions()
    .setStreamIdentifier(expression)
    .setMax(Math.max(SEARCH_WINDOW, count + 1))
    .setCheckpointintervalmultiplier(1);
}
