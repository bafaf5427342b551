import { SUBJECTS, type ServiceHealth } from '@sportello/contracts';
import { asService, type Bus } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import type { Municipalities } from '@sportello/service-kit';
import { randomId } from '../http/trace';

/** Milliseconds for each part to answer; whoever watches us waits little longer. */
const DEADLINE_MS = 1_500;

const OTHERS = [
  { service: 'reports', subject: SUBJECTS.reportsHealth },
  { service: 'notifications', subject: SUBJECTS.notificationsHealth },
  { service: 'newsletter', subject: SUBJECTS.newsletterHealth },
] as const;

/** Milliseconds for which an answer holds: whoever asks more often learns nothing more, and must not make every database work. */
const HOLDS_MS = 1_000;
/** So long holds that something cannot be used: who waits for a start or a recovery should not wait for us. */
const FAILURE_HOLDS_MS = 200;

/** Whether everything can be used: the gateway's own parts, and what each service says of itself. */
export class Readiness {
  private known: { readonly answer: Promise<readonly ServiceHealth[]>; until: number } | undefined;

  constructor(
    private readonly bus: Pick<Bus, 'request' | 'connected'>,
    private readonly database: Pick<Database, 'ping'>,
    private readonly municipalities: Pick<Municipalities, 'problems'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The gateway alone. Never rejects. */
  async own(): Promise<ServiceHealth> {
    const database = await this.database.ping().then(
      () => ({ name: 'database', ok: true }),
      () => ({ name: 'database', ok: false, detail: 'does not answer' }),
    );
    const needed = [database, { name: 'bus', ok: this.bus.connected() }];
    // A wrong file keeps nobody out: what was right before is served on.
    const files = { name: 'municipality-files', ok: this.municipalities.problems().length === 0 };
    return { service: 'gateway', ready: needed.every(({ ok }) => ok), parts: [...needed, files] };
  }

  /** Every service, ours first, as they were at most a second ago. Whoever asks meanwhile shares the answer. Never rejects. */
  async all(): Promise<readonly ServiceHealth[]> {
    if (this.known !== undefined && this.now() < this.known.until) return this.known.answer;
    const answer = Promise.all([this.own(), ...OTHERS.map(({ service, subject }) => this.ask(service, subject))]);
    const known = { answer, until: Infinity };
    this.known = known;
    const ready = (await answer).every((service) => service.ready);
    known.until = this.now() + (ready ? HOLDS_MS : FAILURE_HOLDS_MS);
    return answer;
  }

  private async ask(service: string, subject: string): Promise<ServiceHealth> {
    const id = randomId();
    try {
      const reply = await this.bus.request<ServiceHealth>(
        subject,
        {},
        asService('gateway', { correlationId: id, causationId: id }),
        { timeoutMs: DEADLINE_MS },
      );
      return reply.ok ? shown(reply.value) : unready(service, reply.refusal.code);
    } catch (error) {
      return unready(service, error instanceof Error ? error.name : 'unknown');
    }
  }
}

/** Without the details of a service's parts: they may quote errors of the inside, and the door shows this to anyone. */
function shown({ service, ready, parts }: ServiceHealth): ServiceHealth {
  return { service, ready, parts: parts.map(({ name, ok }) => ({ name, ok })) };
}

function unready(service: string, detail: string): ServiceHealth {
  return { service, ready: false, parts: [{ name: 'bus', ok: false, detail }] };
}
