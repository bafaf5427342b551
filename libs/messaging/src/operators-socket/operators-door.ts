import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { types } from 'node:util';
import { asService, type Bus, type BusLogger } from '../bus';
import { mayAsk } from '../subject-rights';
import { socketAddress, type SocketAddress } from './address';
import {
  LineReader,
  LineTooLong,
  MAX_LINE_BYTES,
  readRequest,
  writeLine,
  type SocketReply,
  type SocketRequest,
} from './protocol';

/** Command lines at once; more are told to come back. */
const MAX_CONNECTIONS = 16;
/** Requests of one command line at once. */
const MAX_IN_FLIGHT = 8;
/** Replies that a command line has not read yet, in bytes: as many as it may wait for at once. Whoever asks on and reads nothing is cut off. */
const MAX_UNREAD_BYTES = MAX_IN_FLIGHT * MAX_LINE_BYTES;
/** Whoever says nothing, or never ends a line, for so long is cut off. A command line that follows something asks every second. */
const SILENCE_MS = 60_000;
/** Whoever was turned away is gone after so long. */
const TURNED_AWAY_MS = 1_000;

export interface OperatorsDoorOptions {
  readonly dataDir: string;
  /** Speaks as the operators' command line. */
  readonly bus: Pick<Bus, 'request'>;
  readonly logger: BusLogger;
  /** Questions that are answered here, by subject, and never go over the bus. */
  readonly answers?: Readonly<Record<string, () => object>>;
  /** Called whenever somebody comes or goes, with how many are there. */
  readonly onConnections?: (count: number) => void;
  readonly silenceMs?: number;
}

/**
 * Lets the operators of this machine ask the product that runs on this data directory: each line of JSON that comes over the socket is a
 * request to the bus. Who may open the socket is whoever owns the data directory; the bus decides what operators may ask.
 */
export class OperatorsDoor {
  private readonly connections = new Set<Socket>();

  private constructor(
    private readonly options: OperatorsDoorOptions,
    private readonly address: SocketAddress,
    private readonly server: Server,
  ) {
    server.on('connection', (socket) => this.accept(socket));
  }

  /** Whoever holds the lock of the data directory may open it: a socket that a killed process left is removed. @throws SocketPathTooLong, what `listen` throws */
  static async open(options: OperatorsDoorOptions): Promise<OperatorsDoor> {
    const address = socketAddress(options.dataDir);
    try {
      if (address.file !== undefined) await rm(address.file, { force: true });
      const server = createServer();
      await listenForOwner(server, address);
      return new OperatorsDoor(options, address, server);
    } catch (error) {
      address.release();
      throw error;
    }
  }

  /** Takes nobody any more and cuts off who is there. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.connections) socket.destroy();
    await closed;
    this.address.release();
  }

  private accept(socket: Socket): void {
    // A command line that was ended in the middle is no trouble of ours.
    socket.on('error', (error) => this.options.logger.debug({ err: error }, 'An operator’s connection broke'));
    if (this.connections.size >= MAX_CONNECTIONS) {
      this.turnAway(socket);
      return;
    }
    this.connections.add(socket);
    this.options.onConnections?.(this.connections.size);
    const left = new AbortController();
    socket.on('close', () => {
      left.abort();
      this.connections.delete(socket);
      this.options.onConnections?.(this.connections.size);
    });
    // Not the socket's own timeout: that one is put off by every byte, and by what we write.
    const silence = setTimeout(() => socket.destroy(), this.options.silenceMs ?? SILENCE_MS);
    socket.on('close', () => clearTimeout(silence));
    this.listenTo(socket, () => silence.refresh(), left.signal);
  }

  /** Read to its end, so that the reason reaches it; but not for long, so that it cannot hold the door open. */
  private turnAway(socket: Socket): void {
    const late = setTimeout(() => socket.destroy(), TURNED_AWAY_MS);
    socket.on('close', () => clearTimeout(late));
    socket.resume();
    const detail = `${MAX_CONNECTIONS} command lines are connected already`;
    socket.end(writeLine({ failed: 'unavailable', detail }));
  }

  private listenTo(socket: Socket, heard: () => void, left: AbortSignal): void {
    const reader = new LineReader();
    let inFlight = 0;
    socket.on('data', (chunk: Buffer) => {
      const lines = takeLines(reader, chunk);
      if (lines === undefined) {
        socket.end(writeLine({ failed: 'malformed', detail: 'The line is too long' }));
        socket.destroySoon();
        return;
      }
      if (lines.length > 0) heard();
      for (const line of lines) {
        inFlight += 1;
        void this.answer(line, inFlight, left).then((reply) => {
          inFlight -= 1;
          heard();
          this.write(socket, reply);
        });
      }
    });
  }

  private write(socket: Socket, reply: SocketReply): void {
    if (socket.destroyed) return;
    socket.write(writeLine(reply));
    if (socket.writableLength <= MAX_UNREAD_BYTES) return;
    this.options.logger.warn({}, 'An operator’s command line asks and does not read: it was cut off');
    socket.destroy();
  }

  /** Never rejects. */
  private async answer(line: string, inFlight: number, left: AbortSignal): Promise<SocketReply> {
    const request = readRequest(line);
    if (!request) return { failed: 'malformed', detail: 'Not a request' };
    const { id, subject } = request;
    if (inFlight > MAX_IN_FLIGHT) return { id, failed: 'unavailable', detail: 'Too many requests at once' };
    const { answers = {} } = this.options;
    const answer = Object.hasOwn(answers, subject) ? answers[subject] : undefined;
    if (!answer && !mayAsk('ops', subject))
      return { id, reply: { ok: false, refusal: { code: 'NOT_ALLOWED', detail: `${subject} is not for operators` } } };
    try {
      if (answer) return { id, reply: { ok: true, value: answer() } };
      return { id, reply: await this.ask(request, left) };
    } catch (error) {
      const detail = types.isNativeError(error) ? error.message : 'unknown failure';
      return { id, failed: failureOf(error), detail };
    }
  }

  private ask({ subject, payload, metadata, timeoutMs }: SocketRequest, left: AbortSignal): ReturnType<Bus['request']> {
    return this.options.bus.request(subject, payload, asService('ops', metadata), { timeoutMs, signal: left });
  }
}

function takeLines(reader: LineReader, chunk: Buffer): readonly string[] | undefined {
  try {
    return reader.take(chunk);
  } catch (error) {
    if (error instanceof LineTooLong) return undefined;
    throw error;
  }
}

function failureOf(error: unknown): 'unavailable' | 'timeout' | 'too-large' | 'internal' {
  switch (types.isNativeError(error) ? error.name : '') {
    case 'BusUnavailable':
    case 'AbortError':
      return 'unavailable';
    case 'BusTimeout':
      return 'timeout';
    case 'MessageTooLarge':
      return 'too-large';
    default:
      return 'internal';
  }
}

/** The file is made, within this very call, with the rights that the mask leaves: nobody else can connect, not even for a moment. */
async function listenForOwner(server: Server, { path, file }: SocketAddress): Promise<void> {
  const listening = once(server, 'listening');
  const mask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
  await listening;
  if (file !== undefined) await chmod(file, 0o600);
}
