import { Injectable } from '@nestjs/common';
import type {
  Actor,
  Language,
  RefusalCode,
  SubmitReply,
  SubmitReport,
  SubmitReportMessage,
} from '@sportello/contracts';
import { eventDigest, handleCommand, isRejection, reject, uuidV5, type Rejection } from '@sportello/event-sourcing';
import type { RequestMetadata } from '@sportello/messaging';
import { KeyErased, type KeySubject } from '@sportello/postgres';
import type { Municipality } from '@sportello/service-kit';
import type { ReportCommandOf } from '../../domain/report';
import { Parts } from '../../parts';
import { reportStream } from '../../report-log';
import { knownReport } from '../../rights/known-report';
import { maySubmit } from '../../rights/report-policy';
import { RulingsOfNow, type Ruled } from '../deadlines';
import { partsToSeal, present, refusalOfContent, submissionOf, toRoute } from '../new-report';
import { coordinatesOf } from '../place';
import { RoutingRules } from '../routing';
import { actorRef, commandMetadata } from '../report-request';

/** The same code in the same municipality is the same submission, for ever. */
const SUBMISSIONS = '5b0f1d0e-6f5c-5d0b-9a39-3d2f0c6b7a11';

/** What the rules of the municipality made of a submission. */
interface Accepted {
  readonly municipality: Municipality;
  readonly language: Language;
  readonly now: string;
  readonly ruled: Ruled;
}

interface Sealed {
  readonly sealedText: string;
  readonly sealedReporter?: string;
  readonly trackingToken: string;
}

/** The way of a new report: authorise, ask the municipality's rules, seal, append, hand out the token. */
@Injectable()
export class ReportSubmission {
  private readonly rulings = new RulingsOfNow();
  private readonly routing = new RoutingRules();

  constructor(private readonly parts: Parts) {}

  async submit(
    message: SubmitReportMessage,
    actor: Actor,
    metadata: RequestMetadata,
  ): Promise<SubmitReply | Rejection<RefusalCode>> {
    if (!maySubmit(actor, message.channel)) return reject('NOT_ALLOWED', `Not over the channel ${message.channel}`);
    const accepted = this.accept(message, actor, metadata);
    if (isRejection(accepted)) return accepted;

    const { municipality, language, now, ruled } = accepted;
    const subject = { municipalityId: municipality.id, subject: message.code };
    const sealed = await this.seal(subject, message.body);
    if (!sealed) return forgotten();
    const { code, channel, body: content } = message;
    const newReport = { code, channel, content, municipalityId: municipality.id, language, ruled, ...sealed };
    const origin = {
      commandId: uuidV5(SUBMISSIONS, `${municipality.id}/${message.code}`),
      municipalityId: municipality.id,
      actor: actorRef(actor, 'submitter'),
      now,
    };
    const command: ReportCommandOf<'SubmitReport'> = {
      type: 'SubmitReport',
      data: submissionOf(newReport, this.parts.blindIndex),
      metadata: commandMetadata(metadata, origin),
    };
    const stream = reportStream(municipality.id, message.code);
    const handled = await handleCommand(this.parts.store, knownReport, stream, command, { assumeNew: true });
    if (isRejection(handled)) return handled;
    const { state, submittedAt = now } = handled.state;
    const [submission] = handled.stored;
    if (state.status === 'none' || !submission) throw new Error('A report was submitted and is not there');
    return {
      code: state.code,
      status: state.status,
      revision: handled.revision,
      submittedAt,
      dueBy: state.dueBy,
      trackingToken: sealed.trackingToken,
      digest: eventDigest({ ...submission, stream, revision: 0 }).toString('hex'),
    };
  }

  /** @throws Refused when the answers do not fit the category's questions */
  private accept(
    { channel, body }: SubmitReportMessage,
    actor: Actor,
    metadata: RequestMetadata,
  ): Accepted | Rejection<RefusalCode> {
    const municipality = actor.kind === 'service' ? undefined : this.parts.municipalities.byId(actor.municipalityId);
    if (!municipality) return reject('UNKNOWN_MUNICIPALITY');
    if (channel !== 'import' && !municipality.channels.includes(channel)) return reject('CHANNEL_NOT_OFFERED');
    const now = this.parts.clock();
    const ruled = this.rulings.of(toRoute(body), now, municipality);
    if (!ruled) return reject('UNKNOWN_CATEGORY');
    const language = body.reporter?.language ?? metadata.language ?? municipality.languages[0] ?? 'it';
    const refusal = refusalOfContent(body, municipality, language);
    if (refusal) return refusal;
    const { type: kind, category, answers = {} } = body;
    const location = coordinatesOf(body.location);
    const newReport = { kind, category, channel, answers, location, submittedAt: now };
    const { department, ...routed } = this.routing.of(newReport, municipality) ?? {};
    const proposedDepartment = department ?? ruled.proposedDepartment;
    return { municipality, language, now, ruled: { ...ruled, ...routed, proposedDepartment } };
  }

  /** Undefined when a key was erased: then the report was submitted before, and forgotten. */
  private async seal(subject: KeySubject, body: SubmitReport): Promise<Sealed | undefined> {
    try {
      const { sealed, trackingToken } = await this.parts.keyring.sealWithToken(subject, partsToSeal(body));
      const [sealedText, sealedReporter] = sealed;
      if (sealedText === undefined) throw new Error('The keyring sealed less than it was given');
      return { sealedText, trackingToken, ...present({ sealedReporter }) };
    } catch (error) {
      if (error instanceof KeyErased) return undefined;
      throw error;
    }
  }
}

function forgotten(): Rejection<RefusalCode> {
  return reject('REPORT_ALREADY_SUBMITTED', 'Its reporter or its text was erased since');
}
