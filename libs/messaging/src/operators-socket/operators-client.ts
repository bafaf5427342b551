import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { types } from 'node:util';
import type { Reply, RequestMetadata, RequestOptions } from '../bus';
import { BusFailure, BusTimeout, BusUnavailable, MessageTooLarge } from '../bus-errors';
import { PendingReplies } from '../pending-replies';
import { socketAddress } from './address';
import { LineReader, MAX_LINE_BYTES, readReplyLine, writeLine, type SocketReply, type SocketRequest } from './protocol';

const CONNECT_MS = 5_000;
const TIMEOUT_MS = 5_000;
/** The owner's own deadline passes first, so that it is the owner who says what happened. */
const BEYOND_MS = 1_000;

/** A command line's connection to the product that runs on a data directory. */
export class OperatorsClient {
  private readonly replies = new PendingReplies();
  private gone: Error | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly release: () => void,
  ) {
    const reader = new LineReader();
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const line of reader.take(chunk)) this.settle(line);
      } catch (error) {
        socket.destroy(types.isNativeError(error) ? error : undefined);
      }
    });
    socket.on('error', (error) => (this.gone = new BusUnavailable('The connection broke', { cause: error })));
    socket.on('close', () => {
      this.gone ??= new BusUnavailable('Sportello ended the connection');
      this.replies.failAll(this.gone);
      this.release();
    });
  }

  /** Undefined when nobody listens there. @throws what connecting throws otherwise, such as for a socket of somebody else */
  static async connect(dataDir: string): Promise<OperatorsClient | undefined> {
    const address = socketAddress(dataDir);
    const socket = connect(address.path);
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
    } catch (error) {
      socket.destroy();
      address.release();
      if (nobodyIsThere(error)) return undefined;
      throw error;
    }
    return new OperatorsClient(socket, () => address.release());
  }

  /** @throws BusUnavailable, BusTimeout, BusFailure, MessageTooLarge as the bus does */
  async request<T>(
    subject: string,
    payload: object,
    metadata: RequestMetadata,
    { timeoutMs = TIMEOUT_MS, signal }: RequestOptions = {},
  ): Promise<Reply<T>> {
    signal?.throwIfAborted();
    if (this.gone) throw this.gone;
    const { id, reply } = this.replies.wait(subject, timeoutMs + BEYOND_MS, signal);
    const request: SocketRequest = { id, subject, payload, metadata, timeoutMs };
    const line = writeLine(request);
    if (Buffer.byteLength(line) > MAX_LINE_BYTES) this.replies.fail(id, new MessageTooLarge(`The request ${subject}`));
    else this.socket.write(line);
    const answer = readReplyLine(Buffer.from(await reply).toString());
    if (!answer) throw new BusFailure(`${subject} was answered in words that this version does not know`);
    return valueOf<T>(subject, answer);
  }

  async close(): Promise<void> {
    if (this.socket.destroyed) return;
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }

  private settle(line: string): void {
    const reply = readReplyLine(line);
    if (reply?.id !== undefined) this.replies.settle(reply.id, Buffer.from(line));
    else if (reply && 'failed' in reply) this.gone = new BusUnavailable(reply.detail);
  }
}

function valueOf<T>(subject: string, answer: SocketReply): Reply<T> {
  if ('reply' in answer) return answer.reply.ok ? { ok: true, value: answer.reply.value as T } : answer.reply;
  switch (answer.failed) {
    case 'unavailable':
      throw new BusUnavailable(answer.detail);
    case 'timeout':
      throw new BusTimeout(answer.detail);
    case 'too-large':
      throw new MessageTooLarge(subject);
    case 'internal':
    case 'malformed':
      throw new BusFailure(answer.detail);
    default:
      answer.failed satisfies never;
      throw new BusFailure(`${subject} failed in a way that this version does not know`);
  }
}

function nobodyIsThere(error: unknown): boolean {
  const code = types.isNativeError(error) && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTSOCK';
}
