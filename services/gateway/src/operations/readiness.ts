import { SUBJECTS, type ServiceHealth } from '@sportello/contracts';
import { asService, type Bus } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import { randomId } from '../http/trace';

/** Milliseconds for each part to answer; whoever watches us waits little longer. */
const DEADLINE_MS = 1_500;

const OTHERS = [
  { service: 'reports', subject: SUBJECTS.reportsHealth },
  { service: 'notifications', subject: SUBJECTS.notificationsHealth },
] as const;

/** Whether everything can be used: the gateway's own parts, and what each service says of itself. */
export class Readiness {
  constructor(
    private readonly bus: Bus,
    private readonly database: Pick<Database, 'ping'>,
  ) {}

  /** The gateway alone. Never rejects. */
  async own(): Promise<ServiceHealth> {
    const database = await this.database.ping().then(
      () => ({ name: 'database', ok: true }),
      () => ({ name: 'database', ok: false, detail: 'does not answer' }),
    );
    const parts = [database, { name: 'bus', ok: this.bus.connected() }];
    return { service: 'gateway', ready: parts.every(({ ok }) => ok), parts };
  }

  /** Every service, ours first. Never rejects. */
  async all(): Promise<readonly ServiceHealth[]> {
    return Promise.all([this.own(), ...OTHERS.map(({ service, subject }) => this.ask(service, subject))]);
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
      return reply.ok ? reply.value : unready(service, reply.refusal.code);
    } catch (error) {
      return unready(service, error instanceof Error ? error.name : 'unknown');
    }
  }
}

function unready(service: string, detail: string): ServiceHealth {
  return { service, ready: false, parts: [{ name: 'bus', ok: false, detail }] };
}
