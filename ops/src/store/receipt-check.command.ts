import { readFile } from 'node:fs/promises';
import { checkReceipt, parseAnchor, type ReceiptVerdict } from '@sportello/event-sourcing';

export interface ReceiptCheckArguments {
  readonly file: string;
  /** An anchor: with one that names the receipt's own seal the seal itself is proven too. */
  readonly anchor?: string;
}

export interface ReceiptCheckResult {
  readonly verdict: ReceiptVerdict;
  /** `proven`: the anchor holds this very seal. `contradicted`: it holds another one of that number. Absent without an anchor, or when it holds neither. */
  readonly anchored?: 'proven' | 'contradicted';
  readonly ok: boolean;
}

/** `sportello receipt check`: needs the file and nothing else, no network and no database. */
export async function receiptCheck({ file, anchor }: ReceiptCheckArguments): Promise<ReceiptCheckResult> {
  const verdict = checkReceipt(await readFile(file, 'utf8'));
  const seal = verdict.genuine ? verdict.seal : undefined;
  if (!seal || anchor === undefined) return { verdict, ok: verdict.genuine };
  const kept = parseAnchor(await readFile(anchor, 'utf8')).seals.find(
    ({ municipalityId, number }) => municipalityId === seal.municipalityId && number === seal.number,
  );
  if (!kept) return { verdict, ok: verdict.genuine };
  const anchored = kept.hash === seal.hash ? 'proven' : 'contradicted';
  return { verdict, anchored, ok: anchored === 'proven' };
}
