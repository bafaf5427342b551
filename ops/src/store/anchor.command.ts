import { writeFile } from 'node:fs/promises';
import { ANCHOR_FORMAT, type Anchor } from '@sportello/event-sourcing';
import { SealTable, type Database } from '@sportello/postgres';

export interface StoreAnchorArguments {
  /** The file to write; it must not be there yet. */
  readonly out: string;
  readonly seals: Database;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/** `sportello store anchor`: the latest seal of every municipality, to be kept where this installation cannot write. @throws when the file exists */
export async function storeAnchor({ out, seals, now }: StoreAnchorArguments): Promise<Anchor> {
  const anchor = { format: ANCHOR_FORMAT, writtenAt: now, seals: await new SealTable(seals).latest() } as const;
  await writeFile(out, `${JSON.stringify(anchor, null, 2)}\n`, { flag: 'wx' });
  return anchor;
}
