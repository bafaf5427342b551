import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import type { LoadAnswer, LoadOrder } from '../src/load-order';

/*
 * The load generator: one process of its own, the same for every arm. Told a `LoadOrder`,
 * answers `{ rate, p50, p99, failed }` (requests per second answered with that status, or any 2xx; milliseconds).
 */

async function run(order: LoadOrder): Promise<LoadAnswer> {
  let next = 0;
  const result = await autocannon({
    url: order.url,
    connections: order.connections,
    duration: order.seconds,
    timeout: 20,
    ...(order.rate === undefined ? {} : { overallRate: order.rate }),
    requests: [
      {
        method: order.method,
        setupRequest: (request) => {
          const turn = (next += 1);
          const path = inTurn(order.paths, turn);
          const body = inTurn(order.bodies, turn) ?? order.body;
          const json = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
          return {
            ...request,
            headers: { ...request.headers, ...order.headers, ...(order.method === 'GET' ? {} : json) },
            ...(path === undefined ? {} : { path }),
            ...(body === undefined ? {} : { body }),
          };
        },
      },
    ],
  });
  const all = result['2xx'] + result.non2xx;
  const wanted = order.status === undefined ? result['2xx'] : (result.statusCodeStats[order.status]?.count ?? 0);
  return {
    rate: wanted / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: all - wanted + result.errors,
  };
}

function inTurn(given: readonly string[] | undefined, turn: number): string | undefined {
  return given?.[turn % given.length];
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });
