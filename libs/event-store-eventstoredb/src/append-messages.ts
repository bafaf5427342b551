import {
  EventStoreUnavailable,
  EventTooLarge,
  ExpectedRevisionConflict,
  InvalidEvent,
  NO_STREAM,
  type AppendResult,
  type EventToAppend,
} from '@sportello/event-sourcing';
import {
  Empty,
  MaximumAppendSizeExceeded,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import {
  AppendReq,
  BatchAppendReq,
  type AppendResp,
  type BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb';
import { AppendNotDone } from './client-errors';
import { streamIdentifier } from './read-requests';
import { positionOf } from './stored-event';

/** One append, already checked. */
export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly EventToAppend[];
  readonly expectedRevision: number;
  /** Bytes of its events, for the bounds. */
  readonly bytes: number;
}

/** What the server says of one append. `position` is missing where it does not know it any more. */
export interface Appended {
  readonly revision: number;
  readonly position: AppendResult['position'] | undefined;
}

/**
 * One append of many on one call. It carries no deadline: the server takes that as a time of day, and clocks differ. The caller
 * keeps its own, the server its write timeout.
 */
export function batchRequest(correlationId: string, append: AppendRequest): BatchAppendReq {
  const options = new BatchAppendReq.Options().setStreamIdentifier(streamIdentifier(append.stream));
  if (append.expectedRevision === NO_STREAM) options.setNoStream(new Empty());
  else options.setStreamPosition(String(append.expectedRevision));
  return new BatchAppendReq()
    .setCorrelationId(new UUID().setString(correlationId))
    .setOptions(options)
    .setProposedMessagesList(append.events.map((event) => proposed(new BatchAppendReq.ProposedMessage(), event)))
    .setIsFinal(true);
}

/** The messages of a call that is one append. */
export function singleRequest(append: AppendRequest): AppendReq[] {
  const options = new AppendReq.Options().setStreamIdentifier(streamIdentifier(append.stream));
  if (append.expectedRevision === NO_STREAM) options.setNoStream(new Empty());
  else options.setRevision(String(append.expectedRevision));
  const events = append.events.map((event) => proposed(new AppendReq.ProposedMessage(), event));
  return [new AppendReq().setOptions(options), ...events.map((event) => new AppendReq().setProposedMessage(event))];
}

/** Data and metadata go as the bytes they are; both are JSON, which the server's own tools then show as such. */
function proposed<Message extends AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage>(
  message: Message,
  event: EventToAppend,
): Message {
  message.setId(new UUID().setString(event.eventId));
  message.setData(Buffer.from(event.data));
  message.setCustomMetadata(Buffer.from(event.metadata));
  message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
  return message;
}

/** @throws ExpectedRevisionConflict, EventTooLarge, InvalidEvent, EventStoreUnavailable */
export function batchAnswer(answer: BatchAppendResp, append: AppendRequest): Appended {
  const success = answer.getSuccess();
  if (success) return appended(success);
  const error = answer.getError();
  const details = error?.getDetails();
  const kind = details?.getTypeName() ?? '';
  switch (kind) {
    case 'event_store.client.WrongExpectedVersion': {
      const wrong = details?.unpack((bytes) => WrongExpectedVersion.deserializeBinary(bytes), kind);
      const actual = wrong?.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : NO_STREAM;
      throw new ExpectedRevisionConflict(append.stream, append.expectedRevision, actual);
    }
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const exceeded = details?.unpack((bytes) => MaximumAppendSizeExceeded.deserializeBinary(bytes), kind);
      throw new EventTooLarge(append.bytes, exceeded?.getMaxappendsize());
    }
    case 'event_store.client.StreamDeleted':
      throw new InvalidEvent('The stream was deleted in EventStoreDB');
    case 'event_store.client.BadRequest':
    case 'event_store.client.InvalidTransaction':
      throw new InvalidEvent(`EventStoreDB refused the append: ${error?.getMessage() ?? kind}`);
    case 'event_store.client.Timeout':
      throw new AppendNotDone('it took the server too long', 'timed out');
    case 'google.protobuf.Empty':
      throw new AppendNotDone(error?.getMessage() ?? '', 'not taking appends');
    default:
      throw new AppendNotDone(error?.getMessage() || kind || 'no reason given', 'other');
  }
}

/** @throws ExpectedRevisionConflict */
export function singleAnswer(answer: AppendResp, append: AppendRequest): Appended {
  const wrong = answer.getWrongExpectedVersion();
  if (wrong) {
    const actual = wrong.hasCurrentRevision() ? Number(wrong.getCurrentRevision()) : NO_STREAM;
    throw new ExpectedRevisionConflict(append.stream, append.expectedRevision, actual);
  }
  const success = answer.getSuccess();
  if (!success) throw new EventStoreUnavailable('EventStoreDB answered an append without saying what became of it');
  return appended(success);
}

function appended(success: AppendResp.Success | BatchAppendResp.Success): Appended {
  const position = success.getPosition();
  return { revision: Number(success.getCurrentRevision()), position: position && positionOf(position) };
}
