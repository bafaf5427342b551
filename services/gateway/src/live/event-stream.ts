import type { ServerResponse } from 'node:http';
import type { LiveStatus } from './live-reports';

export const EVENTS = 'text/event-stream; charset=utf-8';

/** Bytes that a reader who does not read may leave unsent before it is cut off. */
const MAX_UNSENT = 64 * 1024;

/** One open page: server-sent events as the HTML standard describes them. */
export class EventStream {
  private lastRevision: number | undefined;

  /** @param lastEventId the revision that the reader has seen already, as the browser repeats it after a reconnection */
  constructor(
    private readonly response: ServerResponse,
    lastEventId: string | undefined,
  ) {
    if (lastEventId !== undefined && /^\d{1,9}$/.test(lastEventId)) this.lastRevision = Number(lastEventId);
  }

  open(headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(200, {
      ...headers,
      'content-type': EVENTS,
      'cache-control': 'no-store, no-transform',
      // nginx would keep the events back until its buffer is full.
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    this.write('retry: 3000\n\n');
  }

  /** Sends a status once; one that the reader has is not sent again. */
  send(status: LiveStatus): void {
    if (this.lastRevision !== undefined && status.revision <= this.lastRevision) return;
    this.lastRevision = status.revision;
    this.write(`id: ${status.revision}\ndata: ${JSON.stringify(status)}\n\n`);
  }

  /** A comment, so that proxies and the reader know that the line is alive. */
  beat(): void {
    this.write(': here\n\n');
  }

  end(): void {
    this.response.end();
  }

  private write(text: string): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    this.response.write(text);
    if (this.response.writableLength > MAX_UNSENT) this.response.destroy();
  }
}
