import type { StoredEvent } from '@sportello/event-sourcing';
import { AllStreamPosition, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';

const { ReadEvent } = ReadResp;

/** The store of the test kit counts; the wire has two numbers, which are the same for an event that stands by itself. */
export function wirePosition(position: string): string {
  return String(Number(position));
}

export function allPosition(position: string): AllStreamPosition {
  const number = wirePosition(position);
  return new AllStreamPosition().setCommitPosition(number).setPreparePosition(number);
}

export function eventAnswer(event: StoredEvent, stream: string): ReadResp {
  const position = wirePosition(event.position);
  const recorded = new ReadEvent.RecordedEvent()
    .setId(new UUID().setString(event.eventId))
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(Buffer.from(event.data))
    .setCustomMetadata(Buffer.from(event.metadata));
  recorded.getMetadataMap().set('type', event.type).set('content-type', 'application/json').set('created', '0');
  return new ReadResp().setEvent(new ReadEvent().setEvent(recorded).setCommitPosition(position));
}

export function notFoundAnswer(stream: string): ReadResp {
  const identifier = new StreamIdentifier().setStreamName(Buffer.from(stream));
  return new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifier));
}

export function confirmationAnswer(id: string): ReadResp {
  return new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(id));
}

export function checkpointAnswer(position: string): ReadResp {
  const number = wirePosition(position);
  return new ReadResp().setCheckpoint(new ReadResp.Checkpoint().setCommitPosition(number).setPreparePosition(number));
}

export function caughtUpAnswer(): ReadResp {
  return new ReadResp().setCaughtUp(new ReadResp.CaughtUp());
}
