import { hash } from 'node:crypto';
import { DIGEST_BYTES } from './event-digest';

/** The tree of RFC 6962, section 2.1, over digests that are its leaves already. */

const NODE = Buffer.of(0x01);
/** Far more than a seal holds; what is larger than 32 bits would be halved wrongly. */
const MOST_LEAVES = 2 ** 30;

/** @throws Error for no leaves at all: a seal over nothing says nothing */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) throw new Error('A tree has at least one leaf');
  let level = leaves;
  // A node without a neighbour goes up as it is: the same tree as the one that the RFC splits at powers of two.
  while (level.length > 1) level = parentsOf(level);
  return level[0] as Buffer;
}

/** What stands beside the way from leaf `index` to the root, from below. @throws Error when there is no such leaf */
export function inclusionProof(leaves: readonly Buffer[], index: number): readonly Buffer[] {
  if (!(index >= 0 && index < leaves.length)) throw new Error(`There is no leaf ${index} among ${leaves.length}`);
  const proof: Buffer[] = [];
  let level = leaves;
  for (let place = index; level.length > 1; place = place >> 1) {
    const beside = level[place ^ 1];
    if (beside) proof.push(beside);
    level = parentsOf(level);
  }
  return proof;
}

/** The root that a leaf, its place among `count` and a proof lead to; undefined when the proof does not fit the place. */
export function rootFromProof(
  leaf: Buffer,
  index: number,
  count: number,
  proof: readonly Buffer[],
): Buffer | undefined {
  if (!Number.isInteger(index) || !Number.isInteger(count)) return undefined;
  if (index < 0 || index >= count || count > MOST_LEAVES) return undefined;
  let digest = leaf;
  let taken = 0;
  for (let place = index, width = count; width > 1; place = place >> 1, width = (width + 1) >> 1) {
    if ((place ^ 1) >= width) continue;
    const beside = proof[taken];
    if (beside?.length !== DIGEST_BYTES) return undefined;
    digest = place % 2 === 0 ? node(digest, beside) : node(beside, digest);
    taken += 1;
  }
  return taken === proof.length ? digest : undefined;
}

function parentsOf(level: readonly Buffer[]): Buffer[] {
  const parents: Buffer[] = [];
  for (let place = 0; place < level.length; place += 2) {
    const left = level[place] as Buffer;
    const right = level[place + 1];
    parents.push(right ? node(left, right) : left);
  }
  return parents;
}

function node(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}
