import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

/** A reader that takes nothing for so long is cut off. */
const STALLED_MS = 30_000;

/** Long answers, written piece by piece as their readers take them: so many at once and no more. */
export class ExportStreams {
  private open = 0;

  constructor(private readonly most: number) {}

  /**
   * Answers with these pieces, and `head` before them. What fails later ends the connection before its time: a cut answer is told from a whole one.
   * @param pieces ends early when nobody reads any more
   * @throws Problem when there are too many
   */
  send(request: FastifyRequest, reply: FastifyReply, pieces: AsyncIterable<string>): void {
    if (this.open >= this.most) throw new Problem('TOO_MANY_REQUESTS', { headers: { 'retry-after': '10' } });
    const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)] as const);
    const { raw } = reply.hijack();
    raw.writeHead(200, Object.fromEntries(headers));
    if (request.method === 'HEAD') {
      raw.end();
      return;
    }
    this.open += 1;
    raw.setTimeout(STALLED_MS, () => raw.destroy());
    pipeline(Readable.from(pieces, { highWaterMark: 1 }), raw)
      .catch(() => raw.destroy())
      .finally(() => (this.open -= 1));
  }
}
