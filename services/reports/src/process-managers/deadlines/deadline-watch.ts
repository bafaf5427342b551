import { randomUUID } from 'node:crypto';
import { uuidV5, viewOf } from '@sportello/event-sourcing';
import type { Database, ProjectionRunner } from '@sportello/postgres';
import type { Municipalities, Municipality } from '@sportello/service-kit';
import type { Logger } from 'pino';
import { dueBy, workingCalendarOf } from '../../domain/sla-calendar';
import type { CommandPlan, CommandRunner } from '../../features/command-runner';
import { rulingAnew } from '../../features/deadlines';
import type { Parts } from '../../parts';
import { workQueue } from '../../read-models/work-queue/work-queue.projection';
import { byTheService, Watch } from '../watch';
import { deadlinesSql, otherRulesSql } from './deadlines.sql';
import { RulesWalk } from './rules-walk';

/** Of ids of commands, so that whoever else watches the same deadline gives the same command. */
const NAMESPACE = '5b0c1f6e-2d0a-5c1f-9d3e-6a2f4c8b7e10';

interface Due {
  readonly municipalityId: string;
  readonly code: string;
  readonly dueBy: Date;
}

/** What the watch needs of the service. */
export interface WatchParts extends Pick<Parts, 'clock'> {
  readonly database: Pick<Database, 'schema' | 'worker'>;
  readonly municipalities: Pick<Municipalities, 'all'>;
  readonly projections: Pick<ProjectionRunner, 'caughtUp'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Looks about once a second whether a deadline is near or has passed, or was made by rules that are not those of today, and gives the command.
 * What was told stands in the reports themselves, and nowhere else. So it misses nothing over a restart or a jump of the clock, and any
 * number of replicas may watch: a command that another has given changes nothing.
 */
export class DeadlineWatch extends Watch {
  private readonly walk = new RulesWalk();
  private readonly view: string;

  constructor(
    private readonly parts: WatchParts,
    private readonly run: CommandRunner['run'],
  ) {
    super(parts.logger, 'Deadlines cannot be watched now; it is tried again');
    this.view = `${parts.database.schema}.${viewOf(workQueue)}`;
  }

  protected async look(): Promise<'idle'> {
    const { clock, municipalities, projections } = this.parts;
    // Before the read model has come to the end of the log once, it lacks reports and what was told of others.
    if (!projections.caughtUp(workQueue.name)) return 'idle';
    const now = clock();
    const all = municipalities.all();
    const reminding = all.filter((municipality) => reminderDays(municipality) > 0);
    const steps = [
      () => this.recompute(all, Date.parse(now)),
      () => this.tell('reminders', reminding, (municipality) => reminderReach(municipality, now), [now]),
      () => this.tell('escalations', all, () => now, []),
    ];
    const errors: unknown[] = [];
    for (const step of steps) await step().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
    return 'idle';
  }

  private async tell(
    what: 'reminders' | 'escalations',
    municipalities: readonly Municipality[],
    until: (municipality: Municipality) => string,
    bounds: readonly string[],
  ): Promise<void> {
    if (municipalities.length === 0) return;
    const { rows } = await this.parts.database.worker.query<Due>(
      deadlinesSql(this.view, what),
      [municipalities.map(({ id }) => id), municipalities.map(until), ...bounds],
      { name: `deadlines-${what}` },
    );
    await this.give(
      rows.map(({ municipalityId, code, dueBy: deadline }) => {
        const data = { dueBy: deadline.toISOString() };
        const type = what === 'reminders' ? 'RemindOfDeadline' : 'EscalateReport';
        return { municipalityId, code, deadline: data.dueBy, plan: { command: type, state: () => ({ type, data }) } };
      }),
    );
  }

  private async recompute(municipalities: readonly Municipality[], now: number): Promise<void> {
    const pending = this.walk.pending(municipalities, now);
    if (pending.length === 0) return;
    const { rows } = await this.parts.database.worker.query<Omit<Due, 'dueBy'>>(
      otherRulesSql(this.view),
      [pending.map(({ id }) => id), pending.map(({ version }) => version), pending.map(({ after }) => after)],
      { name: 'deadlines-of-other-rules' },
    );
    for (const { id, version } of pending) {
      const codes = rows.flatMap(({ municipalityId, code }) => (municipalityId === id ? [code] : []));
      // What fails now is looked at again with all others in an hour: one report must not hold up the rest.
      this.walk.looked(id, version, codes, now);
      await this.give(codes.map((code) => ({ municipalityId: id, code, plan: BY_TODAYS_RULES })));
    }
  }

  /** @throws the first error, after all were tried */
  private async give(orders: readonly Order[]): Promise<void> {
    const { errors } = await this.giveEach(orders, (order) => this.giveOne(order));
    if (errors.length === 0) return;
    this.parts.logger.warn({ failed: errors.length, of: orders.length }, 'Some deadlines could not be told of');
    throw errors[0];
  }

  /** A refusal is an answer: the report has come to its end meanwhile, and the read model will know in a moment. */
  private async giveOne({ municipalityId, code, deadline, plan }: Order): Promise<void> {
    const commandId =
      deadline === undefined
        ? randomUUID()
        : uuidV5(NAMESPACE, [municipalityId, code, plan.command, deadline].join('/'));
    await this.run({ message: { code, body: {} }, ...byTheService(commandId) }, plan, municipalityId);
  }
}

interface Order {
  readonly municipalityId: string;
  readonly code: string;
  /** That is told of: once each, so the command has an id of its own. Rules may come back, and have none. */
  readonly deadline?: string;
  readonly plan: CommandPlan;
}

/** What a person set stays, whatever the rules say. */
const BY_TODAYS_RULES: CommandPlan = {
  command: 'RecomputeDeadline',
  state: (found) => {
    const { state, answeringTime, municipality } = found;
    const ruled = answeringTime?.byHand ? undefined : rulingAnew(found, state);
    const data = { dueBy: ruled?.dueBy ?? state.dueBy, rulesVersion: municipality.rulesVersion };
    return { type: 'RecomputeDeadline', data };
  },
};

function reminderDays({ reminders }: Municipality): number {
  return reminders?.workingDays ?? 1;
}

/** Deadlines up to this moment are near: those of the last working day that it reaches included. */
function reminderReach(municipality: Municipality, now: string): string {
  return dueBy(now, reminderDays(municipality), workingCalendarOf(municipality));
}
