import { isRejection, uuidV5, viewOf } from '@sportello/event-sourcing';
import type { Database, ProjectionRunner, StepOutcome } from '@sportello/postgres';
import type { Municipalities, Municipality } from '@sportello/service-kit';
import type { Logger } from 'pino';
import { keptLongEnough } from '../../domain/retention';
import type { Parts } from '../../parts';
import { forget, type Forgettable } from '../../personal-data/forgetting';
import { personalData } from '../../read-models/personal-data/personal-data.projection';
import { byTheService, Watch } from '../watch';
import { AT_ONCE, keptTooLongSql } from './retention.sql';

/** Of ids of commands, so that whoever else watches gives the same command. */
const NAMESPACE = '8c3f6d1a-7b52-5e0d-a1c4-2f9e4b6d0a75';
/** What is kept for years is looked at once a minute, and at once when the rules change. */
export const EVERY_MS = 60_000;

/** By which line of a municipality's rules each of these is forgotten. */
export const RULE_OF = { reporter: 'reporter', text: 'texts' } as const satisfies Record<Forgettable, string>;

interface Kept {
  readonly municipalityId: string;
  readonly code: string;
}

/** What the watch needs of the service. */
export interface RetentionParts extends Pick<Parts, 'store' | 'clock'> {
  readonly database: Pick<Database, 'schema' | 'worker'>;
  readonly municipalities: Pick<Municipalities, 'all'>;
  readonly projections: Pick<ProjectionRunner, 'caughtUp'>;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/**
 * Forgets who reported, and what was written, once the rules of the municipality no longer let it be kept. What was done stands in the reports
 * themselves, and nowhere else: it goes on after a restart, half way through a batch, and under rules that have changed.
 */
export class RetentionWatch extends Watch {
  private readonly view: string;
  /** When and by which rules all was looked through. */
  private looked: { readonly at: number; readonly rules: string } | undefined;

  constructor(private readonly parts: RetentionParts) {
    // What waits for years must not be felt by whoever works.
    const restFactor = 1;
    super(parts.logger, 'What was kept long enough cannot be forgotten now; it is tried again', restFactor);
    this.view = `${parts.database.schema}.${viewOf(personalData)}`;
  }

  protected async look(): Promise<StepOutcome> {
    const { clock, municipalities, projections } = this.parts;
    // Before it has come to the end of the log once, it does not know what was reopened.
    if (!projections.caughtUp(personalData.name)) return 'idle';
    const all = municipalities.all().filter(({ retention }) => retention !== undefined);
    const now = clock();
    const at = Date.parse(now);
    const rules = all.map(({ id, rulesVersion }) => `${id}/${rulesVersion}`).join(' ');
    if (this.looked?.rules === rules && Math.abs(at - this.looked.at) < EVERY_MS) return 'idle';
    const more = [await this.forgetAll('reporter', all, now), await this.forgetAll('text', all, now)];
    if (more.includes(true)) return 'more';
    this.looked = { at, rules };
    return 'idle';
  }

  /** @returns whether there may be more */
  private async forgetAll(what: Forgettable, all: readonly Municipality[], now: string): Promise<boolean> {
    const asked = all.flatMap(({ id, retention }) => {
      const period = retention?.[RULE_OF[what]];
      return period === undefined ? [] : [{ id, before: keptLongEnough(period, now) }];
    });
    if (asked.length === 0) return false;
    const { rows } = await this.parts.database.worker.query<Kept>(
      keptTooLongSql(this.view, what),
      [asked.map(({ id }) => id), asked.map(({ before }) => before)],
      { name: `retention-${what}` },
    );
    await this.give(what, rows);
    return asked.some(({ id }) => rows.filter(({ municipalityId }) => municipalityId === id).length === AT_ONCE);
  }

  /** @throws the first error, after all were tried */
  private async give(what: Forgettable, kept: readonly Kept[]): Promise<void> {
    const { answers, errors } = await this.giveEach(kept, (one) => this.giveOne(what, one));
    const forgotten = answers.filter(Boolean).length;
    if (forgotten > 0) this.parts.logger.info({ what, reports: forgotten }, 'Forgotten by the rules of retention');
    if (errors.length > 0) throw errors[0];
  }

  private async giveOne(what: Forgettable, { municipalityId, code }: Kept): Promise<boolean> {
    const commandId = uuidV5(NAMESPACE, [municipalityId, code, what].join('/'));
    const answer = await forget(this.parts, {
      municipalityId,
      code,
      what,
      reason: 'retention',
      ...byTheService(commandId),
    });
    return !isRejection(answer);
  }
}
