import { closingContract } from './contract/closing.contract';
import { hintsContract } from './contract/hints.contract';
import { refusalsContract } from './contract/refusals.contract';
import { repliesContract } from './contract/replies.contract';
import { wireContract } from './contract/wire.contract';
import { World, type Wire } from './contract/world';

export type { RawMessage, Wire } from './contract/world';

/** The suite that every bus passes. */
export function busContract(name: string, makeWire: () => Promise<Wire>): void {
  describe(`The bus, ${name}`, () => {
    let world: World;
    beforeAll(async () => {
      world = await World.on(await makeWire());
    });
    afterEach(() => world.reset());
    afterAll(() => world.close());

    describe('requests and replies', () => repliesContract(() => world));
    describe('refusals and failures', () => refusalsContract(() => world));
    describe('messages from elsewhere', () => wireContract(() => world));
    describe('hints', () => hintsContract(() => world));
    describe('closing', () => closingContract(() => world));
  });
}
