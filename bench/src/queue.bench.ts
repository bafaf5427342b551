import { Load } from './http-arms';
import { startProduct, type Product } from './product';
import { fillQueue } from './queue-rows';
import { compare, type Arm, type Comparison } from './rounds';
import type { Setting } from './setting';
import { signedIn } from './staff';
import { submitted } from './submitted';
import type { BenchResult } from './table';

const FEW = 10_000;
const MANY = 1_000_000;
/** Of these the first page is made. */
const FRESH = 100;
/** The time at a million may be this much longer: so much lower may the rate be. */
const TARGET = 1 / 1.5;
const WARM_UP_TURNS = 2;

const LISTS = [
  { name: 'first page, operator', query: '', by: 'operator' },
  { name: 'first page with counts, operator', query: '?counts=true', by: 'operator' },
  { name: 'first page, department', query: '', by: 'department' },
  { name: 'first page with counts, department', query: '?counts=true', by: 'department' },
  { name: 'the newest, operator', query: '?sort=-submittedAt', by: 'operator' },
] as const;

interface Queue {
  readonly product: Product;
  readonly headers: Readonly<Record<(typeof LISTS)[number]['by'], Readonly<Record<string, string>>>>;
}

/** Does a long queue cost more than a short one? Its first page through the door, asked one after the other, at a million reports and at ten thousand in turn. */
export async function queue(setting: Setting): Promise<BenchResult> {
  const load = await Load.start(setting);
  const few = await queueOf(setting, FEW);
  const many = await queueOf(setting, MANY);
  const comparisons: Comparison[] = [];
  for (const { name, query, by } of LISTS) {
    const asking = (size: string, { product, headers }: Queue): Arm => ({
      name: `${name}, ${size}`,
      run: () =>
        load.run({
          url: `${product.url}/api/v1/work-queue`,
          method: 'GET',
          connections: 1,
          seconds: setting.seconds,
          headers: headers[by],
          paths: [`/api/v1/work-queue${query}`],
        }),
    });
    const long = asking('1M', many);
    const short = asking('10k', few);
    for (let turn = 0; turn < WARM_UP_TURNS; turn += 1) for (const arm of [long, short]) await arm.run();
    comparisons.push(await compare(long, short, setting.rounds, TARGET));
  }
  return { bench: 'queue: pages a second, one caller, at 1M reports against 10k', comparisons, figures: [] };
}

async function queueOf(setting: Setting, reports: number): Promise<Queue> {
  const product = await startProduct(setting);
  await submitted(`${product.url}/api/v1/reports`, 'code', FRESH);
  await product.settled();
  await fillQueue(product.adminUrl, reports - FRESH);
  const operator = await signedIn(product, 'operator');
  return { product, headers: { operator, department: await signedIn(product, 'department', ['roads']) } };
}
