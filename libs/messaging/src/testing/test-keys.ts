import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerName } from '@sportello/contracts';
import { ActorKeys } from '../actor-keys';

export interface TestKeys {
  readonly dir: string;
  of(service: PeerName): Promise<ActorKeys>;
  remove(): Promise<void>;
}

/** Fresh keys of every service in a temporary folder. */
export async function testKeys(): Promise<TestKeys> {
  const dir = await mkdtemp(join(tmpdir(), 'sportello-keys-'));
  await ActorKeys.ensure(dir);
  return {
    dir,
    of: (service) => ActorKeys.load(dir, service),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
