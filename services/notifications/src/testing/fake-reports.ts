import { createHash } from 'node:crypto';
import { Inject, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CodesOfAddress,
  EraseFollowers,
  FeedQuery,
  FollowerIndex,
  HINTS,
  isReportCode,
  SealFollower,
  SUBJECTS,
  UnsealQuery,
  type FeedPage,
  type FoundCodes,
  type ReportPublicEvent,
  type SealedFollower,
  type UnsealItem,
  type Unsealed,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, Message, Refused, type Bus } from '@sportello/messaging';

/** What a test's ciphertext holds: it is only encoded, so that the fake owner needs no keys. */
export function seal(plain: object): string {
  return `sealed.${Buffer.from(JSON.stringify(plain)).toString('base64url')}`;
}

/** The owner of the feed, with its events in an array and its keys in sets. */
export class FakeReports {
  logId = 'log-1';
  events: readonly ReportPublicEvent[] = [];
  /** Reports whose `reporter` key, or whose `text` key, is destroyed. */
  readonly erased = new Set<string>();
  readonly redacted = new Set<string>();
  /** Reports whose ciphertexts make the owner fail. */
  readonly broken = new Set<string>();
  unsealRequests = 0;
  /** Whether the owner fails to destroy keys of followers. */
  keepsKeys = false;
  private door: INestMicroservice | undefined;

  constructor(private readonly bus: Bus) {}

  async open(): Promise<void> {
    const module = { module: FakeReportsModule, providers: [{ provide: FakeReports, useValue: this }] };
    this.door = await NestFactory.createMicroservice(module, { strategy: this.bus.server(), logger: false });
    await this.door.listen();
  }

  async close(): Promise<void> {
    await this.door?.close();
    this.door = undefined;
  }

  /** Says that the feed grew. */
  publish(events: readonly ReportPublicEvent[]): void {
    this.events = [...events];
    this.bus.hint(HINTS.reportFeedGrew);
  }

  page({ checkpoint, limit }: FeedQuery): FeedPage<ReportPublicEvent> {
    const start = checkpoint === undefined ? 0 : Number(checkpoint.position);
    const last = start > 0 ? this.events[start - 1] : undefined;
    if (checkpoint && (checkpoint.logId !== this.logId || checkpoint.lastEvent?.eventId !== last?.eventId)) {
      throw new Refused({ code: 'LOG_DIVERGED' });
    }
    const events = this.events.slice(start, start + limit);
    const end = events.at(-1) ?? last;
    const lastEvent = end && {
      stream: `report-${end.municipalityId}_${end.code}`,
      revision: end.revision,
      eventId: end.eventId,
    };
    const position = String(start + events.length).padStart(20, '0');
    return {
      events,
      checkpoint: { logId: this.logId, position, ...(lastEvent && { lastEvent }) },
      atEnd: start + events.length >= this.events.length,
    };
  }

  /** The newest first. */
  codesOf({ municipalityId, email }: CodesOfAddress): FoundCodes {
    const made = this.events.filter(
      (event) =>
        event.type === 'report.submitted' &&
        event.municipalityId === municipalityId &&
        !this.erased.has(event.code) &&
        event.data.sealedReporter !== undefined &&
        decode(event.data.sealedReporter)['email'] === email,
    );
    return { codes: made.map(({ code }) => code).reverse() };
  }

  unseal({ items }: UnsealQuery): readonly Unsealed[] {
    this.unsealRequests += 1;
    if (items.some(({ code }) => this.broken.has(code))) throw new Error('The owner fails');
    return items.map((item) => this.open1(item));
  }

  private open1({ code, sealedReporter, sealedTexts, withLink }: UnsealItem): Unsealed {
    const texts = sealedTexts.map((text) => (this.redacted.has(code) ? null : decode(text)));
    if (this.erased.has(code)) return { texts };
    return {
      texts,
      trackingToken: isReportCode(code) ? `token+${code}` : followTokenOf(code),
      ...(sealedReporter && { reporter: decode(sealedReporter) }),
      ...(withLink === true ? { linkToken: `link+${code}` } : {}),
    };
  }
}

function decode(sealed: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(sealed.replace(/^sealed\./, ''), 'base64url').toString()) as Record<string, unknown>;
}

function hmacOf(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}

/** As the owner makes it of the key of a follow. */
export function followTokenOf(id: string): string {
  return createHash('sha256').update(`token ${id}`).digest('base64url');
}

@BusController()
class FakeReportsController {
  constructor(@Inject(FakeReports) private readonly reports: FakeReports) {}

  @Answers(SUBJECTS.reportFeed)
  feed(@Message() query: FeedQuery): FeedPage<ReportPublicEvent> {
    return this.reports.page(query);
  }

  @Answers(SUBJECTS.sealFollower)
  seal(@Message() { id, email }: SealFollower): SealedFollower | Rejection<'NOT_FOUND'> {
    if (this.reports.erased.has(id)) return reject('NOT_FOUND');
    return { sealed: seal({ email }), addressHmac: hmacOf(email), token: followTokenOf(id) };
  }

  @Answers(SUBJECTS.followerIndex)
  index(@Message() { email }: FollowerIndex): { readonly addressHmac: string } {
    return { addressHmac: hmacOf(email) };
  }

  @Answers(SUBJECTS.eraseFollowers)
  erase(@Message() { ids }: EraseFollowers): { readonly erased: number } {
    if (this.reports.keepsKeys) throw new Error('The owner fails');
    for (const id of ids) this.reports.erased.add(id);
    return { erased: ids.length };
  }

  @Answers(SUBJECTS.codesOfAddress)
  codes(@Message() query: CodesOfAddress): FoundCodes {
    return this.reports.codesOf(query);
  }

  @Answers(SUBJECTS.unseal)
  unseal(@Message() query: UnsealQuery): readonly Unsealed[] {
    return this.reports.unseal(query);
  }
}

@Module({ controllers: [FakeReportsController] })
class FakeReportsModule {}
