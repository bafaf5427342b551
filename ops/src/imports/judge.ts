import { setTimeout as pause } from 'node:timers/promises';
import type { ImportLinesMessage } from '@sportello/contracts';
import type { ImportOutcome, ImportReply } from '@sportello/contracts/words';
import { BusTimeout, BusUnavailable } from '@sportello/messaging/operators';
import { ask } from '../command-line/ask';
import type { Product } from '../reach/product';
import type { SourceLine } from './source-file';
import type { JudgedLine } from './tally';

const DEADLINE_MS = 30_000;
const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 250;

/** Where lines go, and in which words. */
export interface ImportRequest {
  readonly subject: string;
  readonly message: Omit<ImportLinesMessage, 'lines'>;
  readonly signal: AbortSignal;
}

/**
 * Has the product judge, and unless it is a dry run import, the lines of one request. The same lines again are the same import, so that a
 * request without an answer is sent again. @throws what the last try throws, ProductRefused when the product takes none of the lines
 */
export async function judge(
  product: Product,
  request: ImportRequest,
  lines: readonly SourceLine[],
): Promise<readonly JudgedLine[]> {
  const texts = lines.flatMap(({ text }) => (text === undefined ? [] : [text]));
  const outcomes = texts.length === 0 ? [] : await insist(product, request, texts);
  if (outcomes.length !== texts.length)
    throw new Error(
      'The product answered for another number of lines than it was asked about: it is of another version',
    );
  const answers = outcomes.values();
  return lines.map((line) => ({
    line,
    outcome: line.text === undefined ? unsent(line) : (answers.next().value as ImportOutcome),
  }));
}

async function insist(
  product: Product,
  { subject, message, signal }: ImportRequest,
  lines: readonly string[],
): Promise<readonly ImportOutcome[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      const options = { signal, timeoutMs: DEADLINE_MS };
      return (await ask<ImportReply>(product, subject, { ...message, lines }, options)).outcomes;
    } catch (error) {
      const passing = error instanceof BusTimeout || error instanceof BusUnavailable;
      if (!passing || signal.aborted || tries === MAX_TRIES) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** tries, undefined, { signal });
    }
  }
}

function unsent({ fault = 'it cannot be sent' }: SourceLine): ImportOutcome {
  return { outcome: 'refused', problem: { code: 'MALFORMED_REQUEST', detail: `The line cannot be read: ${fault}` } };
}
