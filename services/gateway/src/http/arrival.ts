import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { takesFile } from './takes-file';

/** Milliseconds in which a request must have arrived whole, its headers sooner; one that brings a file may take longer. */
export interface ArrivalLimits {
  readonly requestMs: number;
  readonly headersMs: number;
  readonly uploadMs: number;
}

/** Node has one limit for all requests. This one is for the bodies of those that bring no file. */
export function limitArrival(
  instance: FastifyInstance,
  requestMs: number,
  onLate: (error: Error, socket: Socket) => void,
): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    const { 'content-length': length = '0', 'transfer-encoding': coding } = raw.headers;
    if ((coding !== undefined || length !== '0') && !takesFile(request)) {
      const late = setTimeout(() => {
        if (!raw.complete)
          onLate(Object.assign(new Error('A body stopped coming'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), raw.socket);
      }, requestMs);
      raw.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late));
    }
    done();
  });
}
