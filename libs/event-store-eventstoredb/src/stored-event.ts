import { isStreamName, type StoredEvent } from '@sportello/event-sourcing';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { formatPosition } from './position';

type RecordedEvent = ReadResp.ReadEvent.RecordedEvent;

/** @returns undefined for an event of a stream that is not ours: the server's own, our identity's, another application's */
export function storedEvent(recorded: RecordedEvent): StoredEvent | undefined {
  const stream = text(recorded.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
  if (!isStreamName(stream)) return undefined;
  return {
    stream,
    revision: Number(recorded.getStreamRevision()),
    position: positionOf(recorded),
    eventId: recorded.getId()?.getString() ?? '',
    type: recorded.getMetadataMap().get('type') ?? '',
    data: text(recorded.getData_asU8()),
    metadata: text(recorded.getCustomMetadata_asU8()),
  };
}

export function positionOf(recorded: {
  getCommitPosition(): string;
  getPreparePosition(): string;
}): ReturnType<typeof formatPosition> {
  return formatPosition({ commit: recorded.getCommitPosition(), prepare: recorded.getPreparePosition() });
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
