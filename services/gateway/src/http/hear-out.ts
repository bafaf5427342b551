import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Bytes of a refused body that are read and dropped before the refusal is sent. */
const MOST_DROPPED_BYTES = 64 * 1024 * 1024;

/**
 * Lets a body that is refused for its size arrive before its sender is answered. A connection closed over unread bytes is reset (RFC 9112 §9.6), and whoever
 * still writes then learns that something broke, not that the file is too large. The limits of arrival hold for what is dropped as well.
 */
export function hearOut(instance: FastifyInstance): void {
  instance.addHook('onSend', async (request, reply) => {
    if (reply.statusCode === 413 && !(await dropped(request.raw))) reply.header('connection', 'close');
  });
}

/** False when more came than is dropped. */
function dropped(body: IncomingMessage): Promise<boolean> {
  if (body.readableEnded || body.destroyed) return Promise.resolve(true);
  return new Promise((resolve) => {
    let left = MOST_DROPPED_BYTES;
    body
      .on('data', (piece: Buffer) => {
        left -= piece.length;
        if (left >= 0) return;
        body.pause();
        resolve(false);
      })
      .once('end', () => resolve(true))
      .once('close', () => resolve(true))
      .resume();
  });
}
