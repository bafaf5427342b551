import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { aReport, type Answer, type Ask, type Door } from './door';

/** Longer than a product may take to start again. */
const GIVE_UP_MS = 180_000;

/** One report that was answered 201, and how many mails its reporter is owed. */
export interface Acknowledged {
  readonly code: string;
  readonly email: string;
  readonly mails: number;
}

/**
 * People who report without pause, and an office that works: every third report is assigned, started and resolved. Whoever gets
 * no answer, or a 503, asks again with the same key, as a good client does.
 */
export class Citizens {
  readonly acknowledged: Acknowledged[] = [];
  private stopping = false;
  private readonly running: Promise<void>[];

  constructor(
    private readonly door: Door,
    private readonly staffToken: string,
    people: number,
  ) {
    this.running = Array.from({ length: people }, (_, person) => this.live(person));
  }

  /** Waits until they have nothing under way any more. @throws Error when somebody was refused, or got no answer for three minutes */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running);
  }

  private async live(person: number): Promise<void> {
    for (let turn = 0; !this.stopping; turn += 1) {
      const email = `person-${person}-turn-${turn}@example.org`;
      const { code } = (await this.insist('POST', '/api/v1/reports', 201, { body: aReport({ reporter: { email } }) }))
        .body;
      const path = `/api/v1/reports/${String(code)}`;
      const worked = turn % 3 === 0;
      if (worked) {
        const token = this.staffToken;
        await this.insist('PUT', `${path}/assignment`, 200, { body: { departmentId: 'roads' }, token });
        await this.insist('POST', `${path}/start`, 200, { body: {}, token });
        await this.insist('POST', `${path}/resolve`, 200, { body: { outcome: 'fixed', note: 'Fatto.' }, token });
      }
      this.acknowledged.push({ code: String(code), email, mails: worked ? 4 : 1 });
      await pause(20);
    }
  }

  /** Asks until the answer comes, always with the same key. */
  private async insist(method: string, path: string, status: number, ask: Ask): Promise<Answer> {
    const key = randomUUID();
    const deadline = Date.now() + GIVE_UP_MS;
    for (;;) {
      const answer = await this.door.ask(method, path, { ...ask, key }).catch(() => undefined);
      if (answer?.status === status) return answer;
      if (answer !== undefined && answer.status !== 503) {
        throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
      }
      if (Date.now() > deadline) throw new Error(`${method} ${path}: no answer for ${GIVE_UP_MS} ms`);
      await pause(50);
    }
  }
}
