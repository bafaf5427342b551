import fc from 'fast-check';
import {
  latestDeadline,
  noLaterThanEver,
  dueBy,
  extendBy,
  isWorkingDay,
  workingCalendarOf,
  type WorkingCalendar,
} from './sla-calendar';

const ROME: WorkingCalendar = { timeZone: 'Europe/Rome', patron: { month: 9, day: 10 }, closures: ['2025-08-14'] };

describe('A deadline', () => {
  it.each([
    ['the day of the report does not count', '2025-03-03T09:00:00Z', 1, '2025-03-04T22:59:59.000Z'],
    ['nor does it late in the evening', '2025-03-03T22:59:00Z', 1, '2025-03-04T22:59:59.000Z'],
    ['after midnight in Rome it is the next day', '2025-03-03T23:00:00Z', 1, '2025-03-05T22:59:59.000Z'],
    ['Saturday and Sunday do not count', '2025-03-07T09:00:00Z', 1, '2025-03-10T22:59:59.000Z'],
    ['a report of Saturday counts from Monday', '2025-03-08T09:00:00Z', 1, '2025-03-10T22:59:59.000Z'],
    ['five working days are a week', '2025-03-03T09:00:00Z', 5, '2025-03-10T22:59:59.000Z'],
    [
      'across the change to summer time the day still ends at midnight',
      '2025-03-28T09:00:00Z',
      1,
      '2025-03-31T21:59:59.000Z',
    ],
    ['and across the change to winter time', '2025-10-24T09:00:00Z', 1, '2025-10-27T22:59:59.000Z'],
    ['Easter Monday and 25 April do not count', '2025-04-17T09:00:00Z', 5, '2025-04-28T21:59:59.000Z'],
    ['neither do 1 May and 2 June', '2025-04-30T09:00:00Z', 22, '2025-06-03T21:59:59.000Z'],
    ["nor the patron's day", '2025-09-09T09:00:00Z', 1, '2025-09-11T21:59:59.000Z'],
    ['nor closures and Ferragosto', '2025-08-13T09:00:00Z', 1, '2025-08-18T21:59:59.000Z'],
    ['nor the days around the year', '2025-12-24T09:00:00Z', 5, '2026-01-05T22:59:59.000Z'],
    ['St Francis falls on a Monday in 2027', '2027-10-01T09:00:00Z', 1, '2027-10-05T21:59:59.000Z'],
    ['but was a working Friday in 2024', '2024-10-03T09:00:00Z', 1, '2024-10-04T21:59:59.000Z'],
    ['of no working days is the end of a working day', '2025-03-03T09:00:00Z', 0, '2025-03-03T22:59:59.000Z'],
    ['or of the next one', '2025-03-08T09:00:00Z', 0, '2025-03-10T22:59:59.000Z'],
    ['29 February is a day', '2024-02-28T09:00:00Z', 1, '2024-02-29T22:59:59.000Z'],
  ])('%s', (_rule, from, workingDays, expected) => {
    expect(dueBy(from, workingDays, ROME)).toBe(expected);
  });

  it.each([-1, 1.5, NaN, 1001])('cannot be %p working days away', (workingDays) => {
    expect(() => dueBy('2025-03-03T09:00:00Z', workingDays, ROME)).toThrow(RangeError);
  });

  it('needs a time and a time zone that exist', () => {
    expect(() => dueBy('yesterday', 1, ROME)).toThrow(RangeError);
    expect(() => dueBy('2025-03-03T09:00:00Z', 1, { ...ROME, timeZone: 'Europe/Borgo' })).toThrow(RangeError);
  });

  it('is always at the end of a working day, and one more working day is always later', () => {
    const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 60 }), (from, workingDays) => {
        const deadline = dueBy(from.toISOString(), workingDays, ROME);
        expect(isWorkingDay(deadline, ROME)).toBe(true);
        expect(deadline).toMatch(/T2[12]:59:59\.000Z$/);
        expect(dueBy(from.toISOString(), workingDays + 1, ROME) > deadline).toBe(true);
      }),
    );
  });
});

describe('A deadline whose clock stood', () => {
  const due = '2025-03-14T22:59:59.000Z';

  it.each([
    ['within one day stays', '2025-03-05T09:00:00Z', '2025-03-05T16:00:00Z', due],
    [
      'over one night moves by a working day',
      '2025-03-05T16:00:00Z',
      '2025-03-06T08:00:00Z',
      '2025-03-17T22:59:59.000Z',
    ],
    ['over a weekend moves by one', '2025-03-07T16:00:00Z', '2025-03-10T08:00:00Z', '2025-03-17T22:59:59.000Z'],
    ['on a weekend stays', '2025-03-08T08:00:00Z', '2025-03-09T20:00:00Z', due],
    ['for a week moves by five', '2025-03-05T09:00:00Z', '2025-03-12T09:00:00Z', '2025-03-21T22:59:59.000Z'],
    [
      'beyond the deadline still has what was left',
      '2025-03-13T09:00:00Z',
      '2025-04-01T09:00:00Z',
      '2025-04-02T21:59:59.000Z',
    ],
    ['only after the deadline stays missed', '2025-03-17T09:00:00Z', '2025-03-25T09:00:00Z', due],
    ['backwards, by a clock that was set, stays', '2025-03-12T09:00:00Z', '2025-03-05T09:00:00Z', due],
  ])('%s', (_what, from, to, expected) => {
    expect(extendBy(due, from, to, ROME)).toBe(expected);
  });

  it('keeps the time of day that someone chose, on both sides of a change of the clocks', () => {
    const noon = '2025-03-28T11:00:00.000Z';
    expect(extendBy(noon, '2025-03-26T09:00:00Z', '2025-03-27T09:00:00Z', ROME)).toBe('2025-03-31T10:00:00.000Z');
  });

  it('at an hour that the change of the clocks skips is an hour later', () => {
    const cairo = { timeZone: 'Africa/Cairo', closures: [] };
    // there the clocks went from midnight to one o'clock on Friday 26 April 2024; the day before was a holiday
    expect(extendBy('2024-04-23T22:30:00.000Z', '2024-04-16T09:00:00Z', '2024-04-17T09:00:00Z', cairo)).toBe(
      '2024-04-25T22:30:00.000Z',
    );
  });

  it('leaves as many working days as there were', () => {
    const day = (count: number): string => new Date(Date.UTC(2025, 0, 7 + count, 9)).toISOString();
    fc.assert(
      fc.property(fc.nat(300), fc.nat(60), fc.integer({ min: 1, max: 60 }), (start, wait, workingDays) => {
        const asked = day(start);
        const answered = day(start + wait);
        expect(extendBy(dueBy(asked, workingDays, ROME), asked, answered, ROME)).toBe(
          dueBy(answered, workingDays, ROME),
        );
      }),
    );
  });
});

it('The calendar comes from the file of the municipality', () => {
  const holidays = { patron: { month: 9, day: 10, name: 'San Nicola' }, closures: ['2025-08-14'] };
  const calendar = workingCalendarOf({ timeZone: 'Europe/Rome', holidays });
  expect(isWorkingDay('2025-09-10T09:00:00Z', calendar)).toBe(false);
  expect(isWorkingDay('2025-08-14T09:00:00Z', calendar)).toBe(false);
  expect(isWorkingDay('2025-08-13T09:00:00Z', calendar)).toBe(true);
});

it('A calendar without working days is an error, not an endless search', () => {
  const closures = Array.from({ length: 10_001 }, (_, index) =>
    new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10),
  );
  expect(() => dueBy('2025-01-01T09:00:00Z', 1, { ...ROME, closures })).toThrow('no such working day');
});

describe('The latest deadline', () => {
  const calendar = { timeZone: 'Europe/Rome', closures: [] };

  it('lies ten years ahead', () => {
    expect(latestDeadline('2026-03-02T09:00:00.000Z')).toBe('2036-03-02T09:00:00.000Z');
    expect(noLaterThanEver('2036-03-02T10:00:00+01:00', '2026-03-02T09:00:00.000Z')).toBe('2036-03-02T09:00:00.000Z');
  });

  it.each(['2036-03-02T08:00:00.000Z', '9999-12-31T22:00:00.000Z', '+010000-01-01T13:59:59.000Z'])(
    'is where waiting moves one like %s',
    (deadline) => {
      const waitingTo = '2026-03-10T09:00:00.000Z';
      const extended = extendBy(deadline, '2020-03-02T09:00:00.000Z', waitingTo, calendar);
      expect(extended).toBe('2036-03-10T09:00:00.000Z');
    },
  );
});
