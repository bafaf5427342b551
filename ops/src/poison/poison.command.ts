import { OPERATOR_SUBJECTS, type ParkedView, type ReadersView } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { OperationFailed } from '../command-line/operation';
import { table } from '../terminal/table';

/** Each of some twenty streams may be long. */
const RETRY_TIMEOUT_MS = 55_000;

export interface SkipOptions {
  readonly yes?: boolean;
}

interface Poison extends ParkedView {
  readonly projection: string;
}

/** `poison list` */
export async function list(run: CommandRun): Promise<Verdict> {
  const parked = parkedIn(await readersOf(run));
  const waiting = parked.filter(({ skipped }) => !skipped);
  await run.output.say({ ok: waiting.length === 0, parked }, () => forPeople(parked));
  return waiting.length === 0 ? WELL : WRONG;
}

/** `poison retry` */
export async function retry(run: CommandRun, [projection = '', stream = '']: readonly string[]): Promise<Verdict> {
  const message = { projection, ...(stream === '' ? {} : { stream }) };
  const options = { signal: run.signal, timeoutMs: RETRY_TIMEOUT_MS };
  const product = await run.product();
  const { freed } = await ask<{ readonly freed: number }>(product, OPERATOR_SUBJECTS.retryParked, message, options);
  const parked = parkedIn(await readersOf(run));
  const left = parked.filter((one) => one.projection === projection && (stream === '' || one.stream === stream));
  await run.output.say({ ok: left.length === 0, freed, left }, () =>
    left.length === 0
      ? `${freed} streams are followed again.`
      : `${freed} streams are followed again.\n${forPeople(left)}`,
  );
  return left.length === 0 ? WELL : WRONG;
}

/** `poison skip` @throws OperationFailed when there is no such projection, or the stream is not parked */
export async function skip(
  run: CommandRun,
  [projection = '', stream = '']: readonly string[],
  { yes = false }: SkipOptions,
): Promise<Verdict> {
  const readers = await readersOf(run);
  const projections = readers.filter(({ kind }) => kind === 'projection').map(({ name }) => name);
  if (!projections.includes(projection))
    throw new OperationFailed(
      'NOT_FOUND',
      `There is no projection ${projection}; there are: ${projections.join(', ')}`,
    );
  const parked = parkedIn(readers).find((one) => one.projection === projection && one.stream === stream);
  if (!parked)
    throw new OperationFailed(
      'NOT_FOUND',
      `${projection} has not parked ${stream}. Which streams wait, and for what: sportello poison list`,
    );
  if (yes) await ask(await run.product(), OPERATOR_SUBJECTS.skipParked, { projection, stream }, { signal: run.signal });
  await run.output.say({ ok: true, projection, stream, skipped: yes }, () =>
    yes
      ? `${projection} goes on without ${stream}.`
      : `${projection} would go on without ${stream}, from revision ${parked.revision} on. Nothing was changed: add --yes to do it.`,
  );
  return WELL;
}

async function readersOf({ product, signal }: CommandRun): Promise<ReadersView['readers']> {
  const { readers } = await ask<ReadersView>(await product(), OPERATOR_SUBJECTS.projections, {}, { signal });
  return readers;
}

function parkedIn(readers: ReadersView['readers']): readonly Poison[] {
  return readers.flatMap(({ name, parked }) => parked.map((stream) => ({ projection: name, ...stream })));
}

function forPeople(parked: readonly Poison[]): string {
  if (parked.length === 0) return 'Every read model has taken every event.';
  const rows = parked.map((one) => [
    one.projection,
    one.stream,
    `${one.revision}`,
    one.reason,
    one.skipped ? 'skipped' : 'waits',
  ]);
  return table(['projection', 'stream', 'from revision', 'reason', 'state'], rows);
}
