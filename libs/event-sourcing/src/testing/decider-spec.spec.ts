import { DeciderSpec } from './decider-spec';
import { eventMetadata, fixedId } from './fixed-metadata';
import { add, tallyDecider, type TallyEvent } from './tally';

const spec = new DeciderSpec(tallyDecider);
const added = (by: number): TallyEvent => ({ type: 'tally.added', data: { by } });

describe('DeciderSpec', () => {
  it('compares what is decided on the state of what was given', () => {
    spec
      .given([])
      .when(add(4, fixedId(1)))
      .then([added(4)]);
    spec
      .given([added(4), added(6)])
      .when(add(1, fixedId(9)))
      .thenRejected('TALLY_FULL');
    spec
      .given([added(4)])
      .when(add(0, fixedId(9)))
      .thenNothing();
  });

  it('takes given events with metadata as they are, and stamps the others with ids of their own', () => {
    const { state } = spec.given([added(1), { ...added(2), metadata: eventMetadata(7) }, added(3)]);
    expect(state).toEqual({ total: 6, handled: [fixedId(1), fixedId(7), fixedId(3)] });
  });

  it.each([
    [
      'another event',
      () =>
        spec
          .given([])
          .when(add(4, fixedId(1)))
          .then([added(5)]),
    ],
    [
      'no event',
      () =>
        spec
          .given([])
          .when(add(0, fixedId(1)))
          .then([added(5)]),
    ],
    [
      'an event instead of nothing',
      () =>
        spec
          .given([])
          .when(add(1, fixedId(1)))
          .thenNothing(),
    ],
    [
      'an event instead of a rejection',
      () =>
        spec
          .given([])
          .when(add(1, fixedId(1)))
          .thenRejected('TALLY_FULL'),
    ],
    [
      'a rejection instead of an event',
      () =>
        spec
          .given([])
          .when(add(11, fixedId(1)))
          .then([added(11)]),
    ],
    [
      'a rejection instead of nothing',
      () =>
        spec
          .given([])
          .when(add(11, fixedId(1)))
          .thenNothing(),
    ],
  ])('fails on %s', (_, wrong) => {
    expect(wrong).toThrow();
  });
});
