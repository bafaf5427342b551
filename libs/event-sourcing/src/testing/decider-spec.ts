import { isRejection, type Command, type Decider, type DomainEvent, type Recorded, type Rejection } from '../decider';
import { eventMetadata } from './fixed-metadata';

/** A fact as a test writes it; without metadata it is stamped with a fixed one, each with a command id of its own. */
export type GivenEvent<Event extends DomainEvent> = Event | Recorded<Event>;

/** `new DeciderSpec(decider).given(events).when(command).then(events)`, also `.thenRejected(code)` and `.thenNothing()`. */
export class DeciderSpec<State, Cmd extends Command, Event extends DomainEvent, Code extends string> {
  constructor(private readonly decider: Decider<State, Cmd, Event, Code>) {}

  given(events: readonly GivenEvent<Event>[]): DeciderGiven<State, Cmd, Event, Code> {
    const history = events.map((event, index) => recorded(event, index + 1));
    return new DeciderGiven(this.decider, history);
  }
}

export class DeciderGiven<State, Cmd extends Command, Event extends DomainEvent, Code extends string> {
  /** The state that the given events fold to. */
  readonly state: State;

  constructor(
    private readonly decider: Decider<State, Cmd, Event, Code>,
    history: readonly Recorded<Event>[],
  ) {
    this.state = history.reduce((state, event) => decider.evolve(state, event), decider.initialState);
  }

  when(command: Cmd): DeciderOutcome<Event, Code> {
    return new DeciderOutcome(this.decider.decide(command, this.state));
  }
}

export class DeciderOutcome<Event extends DomainEvent, Code extends string> {
  constructor(readonly decision: readonly Event[] | Rejection<Code>) {}

  /** Exactly these events, in this order. */
  then(events: readonly Event[]): void {
    expect(this.decision).toEqual(events);
  }

  thenRejected(code: Code): void {
    expect(isRejection(this.decision) ? this.decision.code : this.decision).toBe(code);
  }

  /** The command is accepted and changes nothing. */
  thenNothing(): void {
    expect(this.decision).toEqual([]);
  }
}

function recorded<Event extends DomainEvent>(event: GivenEvent<Event>, n: number): Recorded<Event> {
  return 'metadata' in event ? event : { ...event, metadata: eventMetadata(n) };
}
