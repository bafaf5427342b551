import { Client } from 'pg';
import { CONNECTIONS, intakeArm, Load, startCrud } from './http-arms';
import { report } from './payload';
import { submitOne, submitted } from './submitted';
import { startProduct, STATUS_PAGE, until, type Product } from './product';
import { compare, type Arm } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const PAGES = 500;
const VISIBLE_SAMPLES_PER_SECOND = 20;

/** The status page: reading it against a ticket desk's row, and how long after a 201 the read model shows the report at half of peak load. */
export async function status(setting: Setting): Promise<BenchResult> {
  const load = await Load.start(setting);
  const product = await startProduct(setting);
  const crud = await startCrud(setting, 'fastify', 'save');

  const reports = await submitted(`${product.url}/api/v1/reports`, 'code', PAGES);
  const tickets = await submitted(crud, 'id', PAGES);
  await product.settled();
  const reading = (name: string, url: string, ids: readonly string[]): Arm => ({
    name,
    run: () =>
      load.run({
        url,
        method: 'GET',
        connections: CONNECTIONS,
        seconds: setting.seconds,
        paths: ids.map((id) => `${new URL(url).pathname}/${id}`),
      }),
  });
  const comparison = await compare(
    reading('status page', `${product.url}/api/v1/reports`, reports),
    reading('Fastify CRUD, one row', crud, tickets),
    setting.rounds,
  );

  const peak = await intakeArm(setting, load, product).run();
  const visible = await visibleAfter(setting, load, product, peak.rate / 2);
  return {
    bench: 'status: pages read a second, and time from 201 to visible',
    comparisons: [comparison],
    figures: [
      { name: `peak intake, for the half of it`, value: peak.rate, unit: '/s' },
      { name: 'commit to visible at half of peak, median', value: percentile(visible, 0.5), unit: 'ms' },
      { name: 'commit to visible at half of peak, p99', value: percentile(visible, 0.99), unit: 'ms', atMost: 150 },
      { name: 'samples', value: visible.length, unit: '' },
    ],
  };
}

/** Milliseconds from the 201 in a caller's hand to the row in the read model, sampled beside a steady load. */
async function visibleAfter(setting: Setting, load: Load, product: Product, rate: number): Promise<number[]> {
  const client = new Client({ connectionString: product.adminUrl });
  await client.connect();
  const seconds = Math.max(30, setting.seconds * setting.rounds);
  const background = load.run({
    url: `${product.url}/api/v1/reports`,
    method: 'POST',
    connections: CONNECTIONS,
    seconds,
    rate: Math.round(rate),
    body: JSON.stringify(report),
  });
  const delays: number[] = [];
  const end = performance.now() + (seconds - 2) * 1000;
  while (performance.now() < end) {
    const next = performance.now() + 1000 / VISIBLE_SAMPLES_PER_SECOND;
    const code = await submitOne(`${product.url}/api/v1/reports`, 'code');
    const since = performance.now();
    await until(
      30_000,
      `report ${code} to be visible`,
      async () => {
        const { rowCount } = await client.query({
          name: 'visible',
          text: `SELECT 1 FROM ${STATUS_PAGE} WHERE municipality_id = $1 AND code = $2`,
          values: ['borgo-esempio', code],
        });
        return rowCount === 1;
      },
      1,
    );
    delays.push(performance.now() - since);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  await background;
  await client.end();
  return delays;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
