import { isRejection, type Recorded } from '@sportello/event-sourcing';
import { eventMetadata, fixedId } from '@sportello/event-sourcing/testing';
import fc from 'fast-check';
import { reportEvents } from './catalogue';
import type { ReportCommand, ReportCommandType } from './commands';
import { reportDecider } from './decider';
import type { ReportEvent } from './events';
import type { ReportState } from './state';
import { A_REPORT_IN, sampleCommand, SAMPLE_COMMANDS } from './testing';
import { violations } from './testing/legal-histories';

const DAY = 86_400_000;
const START = Date.parse('2025-03-03T09:00:00.000Z');
const day = (count: number): string => new Date(START + count * DAY).toISOString();
/** Few, so that the same one comes again. */
const dueBy = fc.constantFrom(-5, 2, 6, 60).map(day);
const sealedText = fc.constantFrom({}, { sealedText: 'sealed' });

/** What varies within a command; the rest is the sample's. */
const DATA: { readonly [Type in ReportCommandType]?: fc.Arbitrary<object> } = {
  SubmitReport: fc.record({ visibility: fc.constantFrom('public', 'private'), dueBy }),
  AssignReport: fc
    .tuple(
      fc.record({ department: fc.constantFrom('roads', 'green'), assignee: fc.constantFrom('a', 'b') }),
      fc.option(dueBy),
      sealedText,
    )
    .map(([who, date, text]) => ({ ...who, ...(date === null ? {} : { dueBy: date }), ...text })),
  CancelInformationRequest: fc.record({ dueBy }),
  ProvideInformation: fc.record({ dueBy }),
  MarkDuplicate: fc.constantFrom({ targetChain: [] }, { targetChain: ['2B4D6F8H0JK'] }, { of: '7K3M9QX2ABC' }),
  ReopenReport: fc.record({ dueBy, reopenDays: fc.integer({ min: 0, max: 40 }) }),
  ReclassifyReport: fc.record({
    kind: fc.constantFrom('issue', 'complaint'),
    category: fc.constantFrom('potholes', 'trees'),
    visibility: fc.constantFrom('public', 'private'),
  }),
  CorrectReport: fc.record({ place: fc.constantFrom({}, { location: { lat: 41.5, lon: 13.82 } }) }),
  AttachFile: fc.record({ attachment: fc.constantFrom('x', 'y') }),
  PrioritiseReport: fc.record({ priority: fc.constantFrom('low', 'normal', 'urgent') }),
  ChangeDeadline: fc.record({ dueBy }),
  RecomputeDeadline: fc.record({ dueBy }),
  RemindOfDeadline: fc.record({ dueBy }),
  EscalateReport: fc.record({ dueBy }),
  ModerateText: fc.record({ revision: fc.integer({ min: 0, max: 3 }), restored: fc.boolean() }),
  SetVisibility: fc.record({ visibility: fc.constantFrom('public', 'private') }),
};

/** What comes often, so that sequences go through whole lives and come back to what may be done once. */
const FREQUENT: readonly ReportCommandType[] = [
  ...(['AssignReport', 'ResolveReport', 'RateReport', 'ReopenReport', 'EscalateReport', 'ChangeDeadline'] as const),
  ...(['StartWork', 'RequestInformation', 'ProvideInformation'] as const),
];
const types = Object.keys(SAMPLE_COMMANDS) as ReportCommandType[];

const step = fc
  .oneof({ weight: 2, arbitrary: fc.constantFrom(...FREQUENT) }, { weight: 1, arbitrary: fc.constantFrom(...types) })
  .chain((type) =>
    fc.record({
      type: fc.constant(type),
      data: DATA[type] ?? fc.constant({}),
      /** How many commands ago the same id was used; mostly never. */
      repeats: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) },
      ),
      bodyHmac: fc.constantFrom('one', 'other'),
      kind: fc.constantFrom('staff' as const, 'reporter' as const),
      days: fc.integer({ min: 0, max: 3 }),
    }),
  );

/** Commands in the order of time, a few of them repeated, on a report that has just been submitted or, now and then, has not. */
const commands: fc.Arbitrary<readonly ReportCommand[]> = fc
  .record({ submitted: fc.integer({ min: 0, max: 9 }), steps: fc.array(step, { maxLength: 60, size: 'max' }) })
  .map(({ submitted, steps }) => {
    let today = 0;
    const rest = steps.map(({ type, data, repeats, bodyHmac, kind, days }, index) => {
      today += days;
      const metadata = { commandId: fixedId(index + 2 - repeats), bodyHmac, actor: { kind }, now: day(today) };
      return sampleCommand(type, data, metadata) as ReportCommand;
    });
    const first = sampleCommand('SubmitReport', {}, { commandId: fixedId(1), bodyHmac: 'one' });
    return submitted > 0 ? [first, ...rest] : rest;
  });

interface Played {
  readonly state: ReportState;
  readonly events: readonly Recorded<ReportEvent>[];
  /** The commands that added something. */
  readonly effective: readonly ReportCommand[];
}

function play(sequence: readonly ReportCommand[]): Played {
  let state = reportDecider.initialState;
  const events: Recorded<ReportEvent>[] = [];
  const effective: ReportCommand[] = [];
  for (const command of sequence) {
    const decision = reportDecider.decide(command, state);
    if (isRejection(decision) || decision.length === 0) continue;
    effective.push(command);
    for (const event of decision) {
      const { commandId, bodyHmac, now, actor } = command.metadata;
      const metadata = eventMetadata(1, {
        commandId,
        occurredAt: now,
        actor,
        ...(bodyHmac === undefined ? {} : { bodyHmac }),
      });
      const recorded = { ...event, metadata };
      events.push(recorded);
      state = reportDecider.evolve(state, recorded);
    }
  }
  return { state, events, effective };
}

describe('Whatever is asked of a report, in whatever order', () => {
  it('it never comes into a state that its life does not know', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        expect(violations(play(sequence).events)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('folding what was stored gives the state that the decisions were made on', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        const { state, events } = play(sequence);
        const stored = events.map(({ metadata, ...event }) => reportEvents.encode(fixedId(1), event, metadata));
        const folded = stored
          .map((event) => reportEvents.decode(event))
          .reduce((before, event) => reportDecider.evolve(before, event), reportDecider.initialState);
        expect(folded).toEqual(state);
      }),
      { numRuns: 300 },
    );
  });

  it('what was done and is asked again adds nothing', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        const { state, effective } = play(sequence);
        for (const command of effective) expect(reportDecider.decide(command, state)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('the sequences reach every state, so that the above says something', () => {
    const reached = new Set<string>();
    for (const sequence of fc.sample(commands, { numRuns: 500, seed: 7 })) reached.add(play(sequence).state.status);
    expect([...reached].sort()).toEqual(Object.keys(A_REPORT_IN).sort());
  });
});
