import { reject, type Command, type Decider, type DomainEvent } from '../decider';
import { eventCatalogue } from '../event-catalogue';
import { commandMetadata } from './fixed-metadata';

/** The smallest aggregate that has everything: a tally that takes up to ten, once per command. */
export type TallyEvent = DomainEvent<'tally.added', { by: number }>;
export type TallyCommand = Command<'Add', { by: number }>;
export interface TallyState {
  readonly total: number;
  readonly handled: readonly string[];
}

export const tallyDecider: Decider<TallyState, TallyCommand, TallyEvent, 'TALLY_FULL'> = {
  initialState: { total: 0, handled: [] },
  decide(command, state) {
    if (state.handled.includes(command.metadata.commandId)) return [];
    if (state.total + command.data.by > 10) return reject('TALLY_FULL', 'A tally takes up to ten');
    return command.data.by === 0 ? [] : [{ type: 'tally.added', data: { by: command.data.by } }];
  },
  evolve: (state, event) => ({
    total: state.total + event.data.by,
    handled: [...state.handled, event.metadata.commandId],
  }),
};

export const tally = {
  decider: tallyDecider,
  catalogue: eventCatalogue<TallyEvent>({ 'tally.added': { version: 1 } }),
};

export function add(by: number, commandId: string): TallyCommand {
  return { type: 'Add', data: { by }, metadata: commandMetadata({ commandId }) };
}
