import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { IsMoment } from './is-moment';
import { readMoment } from './moment';

class Appointment {
  @IsMoment()
  at!: string;
}

const broken = (at: unknown) =>
  validateSync(plainToInstance(Appointment, { at })).flatMap((error) => Object.values(error.constraints ?? {}));

describe('A moment', () => {
  it.each([
    ['2024-02-29T10:00Z', '2024-02-29T10:00:00.000Z'],
    ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z'],
    ['2024-02-29T10:00:00+01:00', '2024-02-29T09:00:00.000Z'],
    ['2024-02-29T10:00:00.123456-02:30', '2024-02-29T12:30:00.123Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['2199-12-31T23:59:59.999Z', '2199-12-31T23:59:59.999Z'],
    ['2200-01-01T00:30:00+01:00', '2199-12-31T23:30:00.000Z'],
  ])('is %s, in UTC %s', (text, utc) => {
    expect(broken(text)).toEqual([]);
    expect(readMoment(text)).toBe(utc);
  });

  it.each([
    '9999-12-31T23:59:59-14:00',
    '2199-12-31T23:30:00-01:00',
    '1970-01-01T00:30:00+01:00',
    '+010000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '2023-02-29T10:00:00Z',
    '2024-04-31T10:00:00Z',
    '2024-13-01T10:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T23:59:60Z',
    '2024-02-29',
    '2024-W10',
    '2024-02-29T10:00:00',
    '2024-02-29 10:00:00Z',
    ' 2024-02-29T10:00:00Z',
    '2024-02-29T10:00:00Z\n',
    'infinity',
    '',
  ])('is not %j', (text) => {
    expect(broken(text)).toEqual([expect.stringContaining('at must be a date and time with its offset')]);
    expect(() => readMoment(text)).toThrow(RangeError);
  });

  it.each([undefined, null, 1709200800000, new Date(0), ['2024-02-29T10:00:00Z'], {}])('is not %j', (value) => {
    expect(broken(value)).toHaveLength(1);
  });
});
