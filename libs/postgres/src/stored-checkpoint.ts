import type { Checkpoint } from '@sportello/event-sourcing';

/** The columns of a checkpoint, the same in every table that keeps one. */
export const CHECKPOINT_COLUMNS =
  'log_id text, position text, last_stream text, last_revision bigint, last_event_id text';

/** Selected as these columns; see `checkpointOf`. */
export const CHECKPOINT_FIELDS = 'log_id, position, last_stream, last_revision::text as last_revision, last_event_id';

export interface CheckpointRow {
  readonly log_id: string | null;
  readonly position: string | null;
  readonly last_stream: string | null;
  readonly last_revision: string | null;
  readonly last_event_id: string | null;
}

/** The checkpoint in a row; undefined when nothing was read yet. */
export function checkpointOf(row: CheckpointRow): Checkpoint | undefined {
  if (row.log_id === null || row.position === null) return undefined;
  const at = { logId: row.log_id, position: row.position };
  if (row.last_stream === null || row.last_revision === null || row.last_event_id === null) return at;
  return {
    ...at,
    lastEvent: { stream: row.last_stream, revision: Number(row.last_revision), eventId: row.last_event_id },
  };
}

/** Values in the order of `CHECKPOINT_COLUMNS`. */
export function checkpointValues(checkpoint: Checkpoint | undefined): (string | number | null)[] {
  const last = checkpoint?.lastEvent;
  return [
    checkpoint?.logId ?? null,
    checkpoint?.position ?? null,
    last?.stream ?? null,
    last?.revision ?? null,
    last?.eventId ?? null,
  ];
}
