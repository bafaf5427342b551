import { isRejection, uuidV5 } from '@sportello/event-sourcing';
import type { Database, Keyring, KeyName, StepOutcome } from '@sportello/postgres';
import type { Logger } from 'pino';
import type { Parts } from '../parts';
import { forget, hasForgotten, type Forgettable, type OrderToForget } from '../personal-data/forgetting';
import { reportStream } from '../report-log';
import { byTheService, Watch } from './watch';

/** Of ids of commands, so that whoever else reads the same list gives the same command. */
const NAMESPACE = '0d7c7a52-3c0f-5b7e-8f42-9b1f6a2f7c31';
/** Lines in one step; each may be a stream to read. */
const AT_ONCE = 200;

export interface ErasureParts extends Pick<Parts, 'store' | 'clock'> {
  readonly database: Pick<Database, 'schema' | 'worker'>;
  readonly keyring: Pick<Keyring, 'erasedBefore'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * A log that was restored from before an erasure does not know of it. The keys are gone, for the list of erasures is applied before anything is
 * served; but whoever keeps something of the person (files, messages, who follows) listens to the log. So what the list has and the log lacks is
 * given to the log once more. How much of the list a log is known to hold stands beside it and, like it, comes back older from any copy.
 */
export class ErasuresAgain extends Watch {
  private done = false;

  constructor(private readonly parts: ErasureParts) {
    super(parts.logger, 'Erasures of the list cannot be compared with the log now; it is tried again');
  }

  protected async look(): Promise<StepOutcome> {
    // What joins the list later comes out of the log.
    if (this.done) return 'idle';
    const { store, keyring } = this.parts;
    const logId = await store.logId();
    const from = await this.linesIn(logId);
    const names = keyring.erasedBefore.slice(from, from + AT_ONCE);
    await this.giveBack(names);
    if (names.length > 0) await this.remember(logId, from + names.length);
    this.done = names.length < AT_ONCE;
    return this.done ? 'idle' : 'more';
  }

  private async giveBack(names: readonly KeyName[]): Promise<void> {
    const { store, logger } = this.parts;
    const wanted = names.flatMap(orderOf);
    const streams = await Promise.all(
      wanted.map(({ municipalityId, code }) => store.readStream(reportStream(municipalityId, code))),
    );
    // A report that came after the copy is not in the log, and there is nothing to forget of it.
    const lost = wanted.filter((order, index) => {
      const events = streams[index] ?? [];
      return events.length > 0 && !hasForgotten(events, order.what);
    });
    if (lost.length === 0) return;
    const answers = await Promise.all(lost.map((order) => forget(this.parts, order)));
    const refused = answers.filter(isRejection).length;
    logger.warn({ again: lost.length, refused }, 'The log lacked erasures of the list: they were made again');
  }

  private async linesIn(logId: string): Promise<number> {
    const { worker, schema } = this.parts.database;
    const { rows } = await worker.query<{ lines: number }>(
      `select lines from ${schema}.erasures_in_log where log_id = $1`,
      [logId],
    );
    return rows[0]?.lines ?? 0;
  }

  private async remember(logId: string, lines: number): Promise<void> {
    const { worker, schema } = this.parts.database;
    await worker.query(
      `insert into ${schema}.erasures_in_log as known (log_id, lines) values ($1, $2)
       on conflict (log_id) do update set lines = greatest(known.lines, excluded.lines)`,
      [logId, lines],
    );
  }
}

/** The key of files goes with either of the others and has no event of its own. */
function orderOf({ municipalityId, subject: code, purpose }: KeyName): readonly OrderToForget[] {
  if (purpose !== 'reporter' && purpose !== 'text') return [];
  const what: Forgettable = purpose;
  const commandId = uuidV5(NAMESPACE, [municipalityId, code, what].join('/'));
  return [
    {
      municipalityId,
      code,
      what,
      reason: 'request',
      ...byTheService(commandId),
    },
  ];
}
