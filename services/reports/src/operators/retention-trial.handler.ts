import { OPERATOR_SUBJECTS, readMoment, TryRetentionMessage, type RetentionTrial } from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { Answers, BusController, Message, Refused } from '@sportello/messaging';
import { namedMunicipality } from '@sportello/service-kit';
import { keptLongEnough } from '../domain/retention';
import { Parts } from '../parts';
import type { Forgettable } from '../personal-data/forgetting';
import { keptTooLongCountSql, MAX_COUNTED } from '../process-managers/retention/retention.sql';
import { personalData } from '../read-models/personal-data/personal-data.projection';

/** A dry run of rules of retention: nothing is forgotten by it. */
@BusController()
export class RetentionTrialHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.tryRetention, { from: ['ops'] })
  async count(@Message() { municipality, reporter, texts, at }: TryRetentionMessage): Promise<RetentionTrial> {
    const { id } = namedMunicipality(this.parts.municipalities, municipality);
    if (!this.parts.projections.caughtUp(personalData.name))
      throw new Refused({ code: 'SERVICE_UNAVAILABLE', detail: 'personal_data is still catching up; try again soon' });
    const now = readMoment(at);
    return {
      reporters: await this.keptTooLong('reporter', id, reporter, now),
      texts: await this.keptTooLong('text', id, texts, now),
      limit: MAX_COUNTED,
    };
  }

  private async keptTooLong(what: Forgettable, id: string, period: string | undefined, now: string): Promise<number> {
    if (period === undefined) return 0;
    const { worker, schema } = this.parts.database;
    const { rows } = await worker.query<{ reports: number }>(
      keptTooLongCountSql(`${schema}.${viewOf(personalData)}`, what),
      [id, keptLongEnough(period, now)],
    );
    return rows[0]?.reports ?? 0;
  }
}
