import { CONNECTIONS, Load, startCrud, type CrudWrite } from './http-arms';
import { startProduct } from './product';
import { compare, type Arm, type Comparison } from './rounds';
import type { Setting } from './setting';
import { signedIn } from './staff';
import { submitted } from './submitted';
import type { BenchResult } from './table';

/** Submitted anew before each turn, as many as are assigned about once. An odd number: a second lap hands each over to the other department. */
const REPORTS = 2_001;
const WARM_UP_TURNS = 2;

const PEERS = [
  { name: 'Fastify CRUD, update and history row', write: 'insert', target: 1 / 1.2 },
  { name: 'Fastify CRUD, read, save and history row', write: 'save', target: 1 / 1.2 },
  { name: 'Fastify CRUD, the same through plain pg', write: 'plain', target: undefined },
] as const satisfies readonly { name: string; write: CrudWrite; target: number | undefined }[];

/**
 * Reports given to a department: durable answers of `PUT .../assignment` by a signed-in operator, with projections running, against a
 * ticket desk that updates the ticket and adds a row of history in one transaction, and asks nobody who they are.
 */
export async function assignment(setting: Setting): Promise<BenchResult> {
  const load = await Load.start(setting);
  const product = await startProduct(setting);
  const operator = await signedIn(product, 'operator');
  const assigning = (
    name: string,
    url: string,
    key: 'code' | 'id',
    headers: Readonly<Record<string, string>>,
    settled: () => Promise<void>,
  ): Arm => {
    return {
      name,
      run: async () => {
        const ids = await submitted(url, key, REPORTS);
        await settled();
        const measured = await load.run({
          url,
          method: 'PUT',
          connections: CONNECTIONS,
          seconds: setting.seconds,
          headers,
          bodies: ['roads', 'green'].map((departmentId) => JSON.stringify({ departmentId })),
          paths: ids.map((id) => `${new URL(url).pathname}/${id}/assignment`),
        });
        await settled();
        return measured;
      },
    };
  };
  const reports = `${product.url}/api/v1/reports`;
  const ours = assigning('assignment through the gateway', reports, 'code', operator, () => product.settled());
  await warmUp(ours);

  const comparisons: Comparison[] = [];
  for (const { name, write, target } of PEERS) {
    const crud = await startCrud(setting, 'fastify', write);
    const theirs = assigning(name, crud, 'id', {}, () => Promise.resolve());
    await warmUp(theirs);
    comparisons.push(await compare(ours, theirs, setting.rounds, target));
  }
  return { bench: 'assignment: durable assignments a second at 32 connections', comparisons, figures: [] };
}

async function warmUp(arm: Arm): Promise<void> {
  for (let turn = 0; turn < WARM_UP_TURNS; turn += 1) await arm.run();
}
