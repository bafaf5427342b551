import { randomUUID } from 'node:crypto';
import { SUBJECTS, type FoundCodes } from '@sportello/contracts';
import { asService, Refused, type Bus } from '@sportello/messaging';

const TIMEOUT_MS = 10_000;

/** Asks the reports service, which knows addresses as HMACs alone, what was reported with one. */
export class ReportsFinder {
  constructor(private readonly bus: Pick<Bus, 'request'>) {}

  /** Codes of the reports whose reporter is not erased, the newest first. @throws BusUnavailable, BusTimeout, Refused */
  async codes(municipalityId: string, email: string, signal: AbortSignal): Promise<readonly string[]> {
    const id = randomUUID();
    const context = asService('notifications', { correlationId: id, causationId: id });
    const asked = { municipalityId, email };
    const reply = await this.bus.request<FoundCodes>(SUBJECTS.codesOfAddress, asked, context, {
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    if (!reply.ok) throw new Refused(reply.refusal);
    return reply.value.codes;
  }
}
