import { crudArm, intakeArm, Load, startCrud } from './http-arms';
import { startProduct } from './product';
import { compare, type Comparison } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const PEERS = [
  { name: 'Express CRUD, repo.save', adapter: 'express', write: 'save', target: 2 },
  { name: 'Fastify CRUD, repo.save', adapter: 'fastify', write: 'save', target: 1.5 },
  { name: 'Fastify CRUD, repo.insert', adapter: 'fastify', write: 'insert', target: undefined },
  { name: 'Fastify CRUD, plain pg INSERT', adapter: 'fastify', write: 'plain', target: undefined },
] as const;

/** Reports taken in: durable 201s through the gateway at 32 connections with projections running, against ticket desks that do one INSERT. */
export async function intake(setting: Setting): Promise<BenchResult> {
  const load = await Load.start(setting);
  const product = await startProduct(setting);
  const ours = intakeArm(setting, load, product);
  await ours.run();

  const comparisons: Comparison[] = [];
  for (const peer of PEERS) {
    const url = await startCrud(setting, peer.adapter, peer.write);
    const theirs = crudArm(setting, load, peer.name, url);
    await theirs.run();
    comparisons.push(await compare(ours, theirs, setting.rounds, peer.target));
  }
  return { bench: 'intake: durable 201s a second at 32 connections', comparisons, figures: [] };
}
