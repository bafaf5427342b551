import { randomUUID } from 'node:crypto';
import { SUBJECTS, type SealedFollower } from '@sportello/contracts';
import { asService, Refused, type Bus, type Reply } from '@sportello/messaging';

const TIMEOUT_MS = 10_000;

/** What the reports service keeps for us: the keys of followers. */
export class FollowerKeys {
  constructor(private readonly bus: Pick<Bus, 'request'>) {}

  /** What is kept of an address; undefined when this follow was there and ended. @throws BusUnavailable, BusTimeout */
  async seal(municipalityId: string, id: string, email: string): Promise<SealedFollower | undefined> {
    const reply = await this.request<SealedFollower>(SUBJECTS.sealFollower, { municipalityId, id, email });
    if (reply.ok) return reply.value;
    if (reply.refusal.code === 'NOT_FOUND') return undefined;
    throw new Refused(reply.refusal);
  }

  /** @throws BusUnavailable, BusTimeout */
  async addressHmac(municipalityId: string, email: string): Promise<string> {
    const reply = await this.request<{ readonly addressHmac: string }>(SUBJECTS.followerIndex, {
      municipalityId,
      email,
    });
    if (reply.ok) return reply.value.addressHmac;
    throw new Refused(reply.refusal);
  }

  /** @throws BusUnavailable, BusTimeout */
  async erase(municipalityId: string, ids: readonly string[], signal?: AbortSignal): Promise<void> {
    if (ids.length === 0) return;
    const reply = await this.request(SUBJECTS.eraseFollowers, { municipalityId, ids }, signal);
    if (!reply.ok) throw new Refused(reply.refusal);
  }

  private request<T>(subject: string, payload: object, signal?: AbortSignal): Promise<Reply<T>> {
    const id = randomUUID();
    const context = asService('notifications', { correlationId: id, causationId: id });
    return this.bus.request<T>(subject, payload, context, { timeoutMs: TIMEOUT_MS, ...(signal && { signal }) });
  }
}
