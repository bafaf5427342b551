import { Inject } from '@nestjs/common';
import {
  ImportLinesMessage,
  OPERATOR_SUBJECTS,
  SubscriberByEmail,
  type FoundSubscriber,
  type ImportOutcome,
  type ImportReply,
} from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';
import { namedMunicipality } from '@sportello/service-kit';
import { PARTS, type NewsletterParts } from '../parts';
import { notTaken, toldOutcome } from '../subscribers/import-outcome';
import { readSubscriberLine } from '../subscribers/subscriber-line';

/** What operators ask of the list of subscribers. */
@BusController()
export class SubscribersHandler {
  constructor(@Inject(PARTS) private readonly parts: NewsletterParts) {}

  /** Some lines of a file, each judged by itself. */
  @Answers(OPERATOR_SUBJECTS.importSubscribers, { from: ['ops'] })
  async import(@Message() { lines, municipality: name, dryRun }: ImportLinesMessage): Promise<ImportReply> {
    const { municipalities, subscribers, clock, logger } = this.parts;
    const municipality = namedMunicipality(municipalities, name);
    const read = lines.map(readSubscriberLine);
    const entries = read.flatMap((line) => (line.ok ? [line.subscriber] : []));
    const judged = await subscribers.import(municipality, entries, { now: clock(), dryRun });
    const added = judged.filter((outcome) => outcome === 'added').length;
    if (!dryRun && added > 0)
      logger.info({ municipalityId: municipality.id, subscribers: added }, 'An operator imported subscribers');
    const told = judged.map(toldOutcome).values();
    return { outcomes: read.map((line) => (line.ok ? (told.next().value as ImportOutcome) : notTaken(line.reason))) };
  }

  @Answers(OPERATOR_SUBJECTS.findSubscriber, { from: ['ops'] })
  async find(@Message() { email, municipality }: SubscriberByEmail): Promise<readonly FoundSubscriber[]> {
    const { subscribers } = this.parts;
    const searched = await this.idsMeant(municipality);
    const found = await Promise.all(searched.map((id) => subscribers.find(id, email)));
    return found.filter((one) => one !== undefined);
  }

  /** @returns where the address was found, erased now or before */
  @Answers(OPERATOR_SUBJECTS.eraseSubscriber, { from: ['ops'] })
  async erase(@Message() { email, municipality }: SubscriberByEmail): Promise<readonly FoundSubscriber[]> {
    const { subscribers, logger } = this.parts;
    const erased: FoundSubscriber[] = [];
    for (const municipalityId of await this.idsMeant(municipality)) {
      if (!(await subscribers.erase(municipalityId, email))) continue;
      erased.push({ municipalityId, erased: true });
      logger.info({ municipalityId }, 'An operator erased a subscriber');
    }
    return erased;
  }

  /** Also of Comuni whose file is away: who reads there is forgotten all the same. Nobody is found in one that never was. */
  private async idsMeant(name: string | undefined): Promise<readonly string[]> {
    const { municipalities, subscribers } = this.parts;
    if (name !== undefined) return [municipalities.byName(name)?.id ?? name];
    return [...new Set([...municipalities.all().map(({ id }) => id), ...(await subscribers.municipalities())])];
  }
}
