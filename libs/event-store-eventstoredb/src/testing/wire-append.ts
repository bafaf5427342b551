import { ExpectedRevisionConflict, NO_STREAM, type AppendResult, type EventToAppend } from '@sportello/event-sourcing';
import { Empty, MaximumAppendSizeExceeded, WrongExpectedVersion } from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import {
  AppendResp,
  BatchAppendResp,
  type AppendReq,
  type BatchAppendReq,
} from '@eventstore/db-client/generated/streams_pb';
import { Metadata, status } from '@grpc/grpc-js';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { allPosition, wirePosition } from './wire-answers';
import type { WireLog } from './wire-log';

type Proposed = AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage;

/** Streams.BatchAppend: one append of many on a call. @throws what is no conflict */
export async function answerBatchAppend(request: BatchAppendReq, log: WireLog): Promise<BatchAppendResp> {
  const options = request.getOptions()!;
  const identifier = options.getStreamIdentifier()!;
  const answer = new BatchAppendResp().setCorrelationId(request.getCorrelationId()).setStreamIdentifier(identifier);
  const expected = options.hasNoStream() ? NO_STREAM : Number(options.getStreamPosition());
  const stream = Buffer.from(identifier.getStreamName_asU8()).toString();
  try {
    const { revision, position } = await log.append(stream, request.getProposedMessagesList().map(event), expected);
    const success = new BatchAppendResp.Success().setCurrentRevision(String(revision));
    return answer.setSuccess(success.setPosition(allPosition(position)));
  } catch (error) {
    if (!(error instanceof ExpectedRevisionConflict)) throw error;
    return answer.setError(conflict(error));
  }
}

/** As a node answers that is cut off from the others of its cluster. */
export function notReadyAnswer(request: BatchAppendReq): BatchAppendResp {
  const error = refusal('Server Is Not Ready', 'google.protobuf.Empty', new Empty());
  return new BatchAppendResp().setCorrelationId(request.getCorrelationId()).setError(error);
}

/** Bytes of data and metadata. */
export function sizeOf(messages: readonly Proposed[]): number {
  return messages.reduce((sum, one) => sum + one.getData_asU8().length + one.getCustomMetadata_asU8().length, 0);
}

/** Of one append of many that is over the server's own limit. */
export function tooLargeAnswer(request: BatchAppendReq, limit: number): BatchAppendResp {
  const kind = 'MaximumAppendSizeExceeded';
  const exceeded = new MaximumAppendSizeExceeded().setMaxappendsize(limit);
  const error = refusal(kind, `event_store.client.${kind}`, exceeded);
  return new BatchAppendResp().setCorrelationId(request.getCorrelationId()).setError(error);
}

/** How a call ends that is one append over the server's own limit. */
export function tooLargeError(limit: number): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('exception', 'maximum-append-size-exceeded');
  metadata.set('maximum-append-size', String(limit));
  return { code: status.INVALID_ARGUMENT, details: `Maximum Append Size of ${limit} Exceeded.`, metadata };
}

/** Streams.Append: one append on a call, its options first. @throws what is no conflict */
export async function answerAppend(requests: readonly AppendReq[], log: WireLog): Promise<AppendResp> {
  const options = requests[0]!.getOptions()!;
  const expected = options.hasNoStream() ? NO_STREAM : Number(options.getRevision());
  const stream = Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString();
  const events = requests.slice(1).map((request) => event(request.getProposedMessage()!));
  try {
    return new AppendResp().setSuccess(success(await log.append(stream, events, expected)));
  } catch (error) {
    if (!(error instanceof ExpectedRevisionConflict)) throw error;
    const wrong = new AppendResp.WrongExpectedVersion();
    if (error.actual === NO_STREAM) wrong.setCurrentNoStream(new Empty());
    else wrong.setCurrentRevision(String(error.actual));
    return new AppendResp().setWrongExpectedVersion(wrong);
  }
}

function success({ revision, position }: AppendResult): AppendResp.Success {
  const number = wirePosition(position);
  return new AppendResp.Success()
    .setCurrentRevision(String(revision))
    .setPosition(new AppendResp.Position().setCommitPosition(number).setPreparePosition(number));
}

function conflict({ expected, actual }: ExpectedRevisionConflict): Status {
  const wrong = new WrongExpectedVersion();
  if (expected === NO_STREAM) wrong.setExpectedNoStream(new Empty());
  else wrong.setExpectedStreamPosition(String(expected));
  if (actual === NO_STREAM) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentStreamRevision(String(actual));
  return refusal('WrongExpectedVersion', 'event_store.client.WrongExpectedVersion', wrong);
}

/** @param type of the details, by its name in the protocol */
function refusal(message: string, type: string, details: { serializeBinary(): Uint8Array }): Status {
  const packed = new Any();
  packed.pack(details.serializeBinary(), type);
  return new Status().setMessage(message).setDetails(packed);
}

function event(message: Proposed): EventToAppend {
  return {
    eventId: message.getId()?.getString() ?? '',
    type: message.getMetadataMap().get('type') ?? '',
    data: Buffer.from(message.getData_asU8()).toString(),
    metadata: Buffer.from(message.getCustomMetadata_asU8()).toString(),
  };
}
