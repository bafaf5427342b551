import { randomUUID } from 'node:crypto';
import { MAX_UNSEAL, SUBJECTS, type UnsealItem, type Unsealed } from '@sportello/contracts';
import { asService, BusFailure, MessageTooLarge, type Bus } from '@sportello/messaging';
import type { MailRequest } from '../mail/outgoing-mail';
import { isAddress } from '../mail/outgoing-mail';
import { isFollow } from '../planning/delivery';
import type { ClaimedDelivery } from './delivery-queue';

/** A delivery with its ciphertexts opened, or why there is nothing to send. */
export type Opened =
  | { readonly delivery: ClaimedDelivery; readonly request: MailRequest }
  | {
      readonly delivery: ClaimedDelivery;
      readonly nothing: 'erased' | 'no-address' | 'not-public' | 'invalid-address' | 'cannot-open';
    };

/** Ciphertext in one request: the reply holds about as much, and both must fit the bus. */
const MAX_SEALED_CHARACTERS = 200_000;
const TIMEOUT_MS = 10_000;

/** One `UnsealItem`, as it travels. */
type Item = Pick<UnsealItem, keyof UnsealItem>;

interface Asked {
  readonly delivery: ClaimedDelivery;
  readonly items: readonly Item[];
  readonly size: number;
}

/** Asks the reports service to open what deliveries need, at the moment of sending and not before. */
export class ContentOpener {
  constructor(private readonly bus: Pick<Bus, 'request'>) {}

  /** In the order given. What the owner cannot open for one does not hold the others. @throws BusUnavailable, BusTimeout when nobody is asked at all */
  async open(deliveries: readonly ClaimedDelivery[], signal?: AbortSignal): Promise<readonly Opened[]> {
    const opened: Opened[] = [];
    for (const batch of batches(deliveries.map(asked))) opened.push(...(await this.openBatch(batch, signal)));
    return opened;
  }

  private async openBatch(batch: readonly Asked[], signal?: AbortSignal): Promise<readonly Opened[]> {
    const replies = await this.unseal(
      batch.flatMap(({ items }) => items),
      signal,
    );
    if (replies) {
      let next = 0;
      return batch.map(({ delivery, items }) => toOpened(delivery, replies.slice(next, (next += items.length))));
    }
    const [alone, ...others] = batch;
    if (!alone) return [];
    if (others.length === 0) return [{ delivery: alone.delivery, nothing: 'cannot-open' }];
    const opened: Opened[] = [];
    for (const single of batch) opened.push(...(await this.openBatch([single], signal)));
    return opened;
  }

  /** Undefined when the owner cannot answer for all of these together. */
  private async unseal(items: readonly Item[], signal?: AbortSignal): Promise<readonly Unsealed[] | undefined> {
    const id = randomUUID();
    const context = asService('notifications', { correlationId: id, causationId: id });
    try {
      const options = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
      const reply = await this.bus.request<readonly Unsealed[]>(SUBJECTS.unseal, { items }, context, options);
      return reply.ok ? reply.value : undefined;
    } catch (error) {
      if (error instanceof BusFailure || error instanceof MessageTooLarge) return undefined;
      throw error;
    }
  }
}

/** Someone who only follows reads the report's texts when everybody may. */
function asked(delivery: ClaimedDelivery): Asked {
  const { municipalityId, code, recipient, sealedReporter, sealedText, isPublic } = delivery;
  const own = code === recipient;
  const link = delivery.template === 'my-reports' ? { withLink: true } : {};
  const texts = sealedText !== null && (own || isPublic) ? [sealedText] : [];
  const reporter = sealedReporter === null ? {} : { sealedReporter };
  const items = own
    ? [{ municipalityId, code, ...reporter, sealedTexts: texts, ...link }]
    : [
        { municipalityId, code: recipient, ...reporter, sealedTexts: [] },
        ...(texts.length > 0 ? [{ municipalityId, code, sealedTexts: texts }] : []),
      ];
  return { delivery, items, size: (sealedReporter?.length ?? 0) + (texts[0]?.length ?? 0) };
}

function batches(all: readonly Asked[]): readonly (readonly Asked[])[] {
  const done: Asked[][] = [];
  let items = Infinity;
  let size = 0;
  for (const one of all) {
    items += one.items.length;
    size += one.size;
    if (items > MAX_UNSEAL || size > MAX_SEALED_CHARACTERS) {
      done.push([]);
      items = one.items.length;
      size = one.size;
    }
    done.at(-1)?.push(one);
  }
  return done;
}

function toOpened(delivery: ClaimedDelivery, replies: readonly Unsealed[]): Opened {
  if (isFollow(delivery.recipient) && !delivery.isPublic) return { delivery, nothing: 'not-public' };
  const reporter = replies[0]?.reporter;
  if (!reporter || replies[0]?.trackingToken === undefined) return { delivery, nothing: 'erased' };
  if (!reporter.email) return { delivery, nothing: 'no-address' };
  if (!isAddress(reporter.email)) return { delivery, nothing: 'invalid-address' };
  const token = delivery.template === 'my-reports' ? replies[0].linkToken : replies[0].trackingToken;
  if (token === undefined) return { delivery, nothing: 'cannot-open' };
  const quote = quoteIn(delivery, replies.flatMap(({ texts }) => texts)[0]);
  const { template, parameters, language, code, recipient, messageId } = delivery;
  return {
    delivery,
    request: {
      template,
      parameters,
      language,
      code,
      recipient,
      messageId,
      address: reporter.email,
      token,
      ...(reporter.name === undefined ? {} : { name: reporter.name }),
      ...(quote === undefined ? {} : { quote }),
    },
  };
}

/** Of a submission its subject, of everything else what the office wrote. */
function quoteIn(
  { template }: ClaimedDelivery,
  text: Readonly<Record<string, unknown>> | null | undefined,
): string | undefined {
  const quote = template === 'submitted' ? text?.subject : text?.text;
  return typeof quote === 'string' ? quote : undefined;
}
