import { crudArm, intakeArm, Load, refusedArm, startCrud } from './http-arms';
import { startProduct } from './product';
import { compare, type Arm, type Comparison } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const PEERS = [
  { name: 'Express CRUD, repo.save', adapter: 'express', write: 'save', target: 2 },
  { name: 'Fastify CRUD, repo.save', adapter: 'fastify', write: 'save', target: 1.5 },
  { name: 'Fastify CRUD, repo.insert', adapter: 'fastify', write: 'insert', target: undefined },
  { name: 'Fastify CRUD, plain pg INSERT', adapter: 'fastify', write: 'plain', target: undefined },
] as const;

const WARM_UP_TURNS = 4;

/**
 * Reports taken in: durable 201s through the gateway at 32 connections with projections running, against ticket desks that do one INSERT.
 * Then what bounds that figure, beside the same peer: the way to the owner without anything stored, and the peer's own framework without its database.
 */
export async function intake(setting: Setting): Promise<BenchResult> {
  const load = await Load.start(setting);
  const product = await startProduct(setting);
  const ours = intakeArm(setting, load, product);
  await warmUp(ours);

  const comparisons: Comparison[] = [];
  for (const peer of PEERS) {
    const url = await startCrud(setting, peer.adapter, peer.write);
    const theirs = crudArm(setting, load, peer.name, url);
    await warmUp(theirs);
    comparisons.push(await compare(ours, theirs, setting.rounds, peer.target));
  }

  const save = crudArm(setting, load, 'Fastify CRUD, repo.save', await startCrud(setting, 'fastify', 'save'));
  const nothing = crudArm(setting, load, 'Fastify, nothing stored', await startCrud(setting, 'fastify', 'nothing'));
  const refused = refusedArm(setting, load, product);
  for (const arm of [save, nothing, refused]) await warmUp(arm);
  comparisons.push(await compare(refused, save, setting.rounds), await compare(nothing, save, setting.rounds));
  return { bench: 'intake: durable 201s a second at 32 connections', comparisons, figures: [] };
}

/** Code is compiled while it runs, ours for longer than a page of CRUD: a server that has been up for a minute is what is measured. */
async function warmUp(arm: Arm): Promise<void> {
  for (let turn = 0; turn < WARM_UP_TURNS; turn += 1) await arm.run();
}
