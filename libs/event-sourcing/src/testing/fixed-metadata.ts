import type { CommandMetadata, EventMetadata } from '../decider';

/** Monday 3 March 2025, 10:00 in Rome. */
export const FIXED_NOW = '2025-03-03T09:00:00.000Z';

/** The n-th of a fixed sequence of UUIDs. */
export function fixedId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** Metadata of a command at `FIXED_NOW` by a member of staff in the demo Comune; `overrides` says what matters to the test. */
export function commandMetadata(overrides: Partial<CommandMetadata> = {}): CommandMetadata {
  const commandId = overrides.commandId ?? fixedId(900);
  return {
    commandId,
    correlationId: commandId,
    causationId: commandId,
    municipalityId: 'borgo-esempio',
    actor: { kind: 'staff', id: 'u1' },
    now: FIXED_NOW,
    ...overrides,
  };
}

/** Metadata of the n-th event that a test takes as given. */
export function eventMetadata(n = 1, overrides: Partial<EventMetadata> = {}): EventMetadata {
  const commandId = overrides.commandId ?? fixedId(n);
  return {
    commandId,
    correlationId: commandId,
    causationId: commandId,
    municipalityId: 'borgo-esempio',
    actor: { kind: 'staff', id: 'u1' },
    schemaVersion: 1,
    occurredAt: FIXED_NOW,
    recordedAt: FIXED_NOW,
    ...overrides,
  };
}
