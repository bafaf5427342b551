import {
  OPERATOR_SUBJECTS,
  MAX_LAG,
  type ReadersView,
  type ReaderView,
  type ServiceHealth,
  SUBJECTS,
} from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { table } from '../terminal/table';

type Part = ServiceHealth['parts'][number];

/** `projection list` */
export async function list({ product, output, signal }: CommandRun): Promise<Verdict> {
  const reached = await product();
  const { logId, readers } = await ask<ReadersView>(reached, OPERATOR_SUBJECTS.projections, {}, { signal });
  const feed = reached.maintenance ? undefined : await feedOf(() => ask(reached, SUBJECTS.notificationsHealth, {}));
  const wrong = readers.filter(needsSomebody).length > 0 || feed?.ok === false;
  const feeds = feed ? [feed] : [];
  await output.say({ ok: !wrong, logId, readers, feeds }, () => forPeople(readers, feeds));
  return wrong ? WRONG : WELL;
}

async function feedOf(health: () => Promise<ServiceHealth>): Promise<Part | undefined> {
  return (await health()).parts.find(({ name }) => name === 'report-feed');
}

function needsSomebody({ state, parked }: ReaderView): boolean {
  if (parked.some(({ skipped }) => !skipped)) return true;
  return state !== 'following' && state !== 'catching-up';
}

function forPeople(readers: readonly ReaderView[], feeds: readonly Part[]): string {
  const rows = [
    ...readers.map(({ name, kind, version, generation, position, lag, parked, state, detail }) => [
      name,
      kind,
      version === undefined ? undefined : `v${version} g${generation ?? 0}`,
      position,
      lag >= MAX_LAG ? `${MAX_LAG} or more` : String(lag),
      parked.length,
      detail === undefined ? state : `${state}: ${detail}`,
    ]),
    ...feeds.map(({ name, ok, detail }) => [
      name,
      'feed',
      undefined,
      undefined,
      undefined,
      undefined,
      detail ?? (ok ? 'following' : 'failing'),
    ]),
  ];
  const parked = readers.flatMap(({ name, parked: streams }) =>
    streams.map(({ stream, revision, reason, skipped }) => [
      name,
      stream,
      revision,
      reason,
      skipped ? 'skipped' : 'waits',
    ]),
  );
  const listed = table(['name', 'kind', 'version', 'position', 'behind', 'parked', 'state'], rows);
  return parked.length === 0
    ? listed
    : `${listed}\n\n${table(['projection', 'parked stream', 'from revision', 'reason', ''], parked)}`;
}
