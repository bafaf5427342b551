import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, register } from 'prom-client';
import type { LiveConnections } from '../live/live-connections';

const DURATION = 'sportello_gateway_request_seconds';
const OPEN_STREAMS = 'sportello_gateway_live_streams';

/** Seconds; the bounds tell a cached page from a durable write from a call that waited for something. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Measures every answer by route and status; routes are patterns, so that codes and tokens never become labels. */
export function measureRequests(instance: FastifyInstance): void {
  const seconds = durations();
  instance.addHook('onResponse', (request, reply, done) => {
    const { url = 'unknown' } = request.routeOptions;
    seconds.observe({ method: request.method, route: url, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}

/** Several gateways of one process (as in tests) share what is registered. */
function durations(): Histogram<'method' | 'route' | 'status'> {
  const known = register.getSingleMetric(DURATION);
  if (known instanceof Histogram) return known;
  return new Histogram({
    name: DURATION,
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
  });
}

export function measureStreams(connections: LiveConnections): void {
  register.removeSingleMetric(OPEN_STREAMS);
  new Gauge({
    name: OPEN_STREAMS,
    help: 'Open server-sent event streams',
    collect() {
      this.set(connections.open);
    },
  });
}
