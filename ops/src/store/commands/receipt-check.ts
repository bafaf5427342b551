import type { CommandRun } from '../../command-line/command-run';
import { existing } from '../../command-line/existing-file';
import { WELL, WRONG, type Verdict } from '../../command-line/exit-codes';
import { plain } from '../../terminal/plain';
import { receiptCheck, type ReceiptCheckResult } from '../receipt-check.command';

export interface ReceiptOptions {
  readonly anchor?: string;
}

/** `receipt check <file> [--anchor <file>]`: reaches nothing. */
export async function checkReceiptFile(
  { output }: CommandRun,
  [file = '']: readonly string[],
  { anchor }: ReceiptOptions,
): Promise<Verdict> {
  await existing(file);
  if (anchor !== undefined) await existing(anchor);
  const result = await receiptCheck({ file, ...(anchor === undefined ? {} : { anchor }) });
  await output.say(result, () => forPeople(file, result, anchor !== undefined));
  return result.ok ? WELL : WRONG;
}

function forPeople(file: string, { verdict, anchored }: ReceiptCheckResult, withAnchor: boolean): string {
  if (!verdict.genuine) return `${file} is not genuine. ${plain(verdict.because)}.`;
  const { seal } = verdict;
  if (!seal)
    return `${file} is genuine in itself: event and digest belong together. It was not sealed yet when it was written; ask for it again later.`;
  const sealed = `event, digest and seal ${seal.number} of ${plain(seal.municipalityId)} belong together`;
  switch (anchored) {
    case 'proven':
      return `${file} is genuine: ${sealed}, and the anchor holds this very seal.`;
    case 'contradicted':
      return `${file} is contradicted: ${sealed}, but the anchor holds another seal of that number. The log was written anew, or one of the two files is forged.`;
    case undefined:
      return withAnchor
        ? `${file} is genuine in itself: ${sealed}. The anchor does not hold this seal and proves nothing about it; \`store verify --seals --anchor\` leads from one to the other.`
        : `${file} is genuine in itself: ${sealed}. An anchor that holds this seal would prove the seal too (--anchor).`;
    default:
      return anchored satisfies never;
  }
}
