import { civilDate, dayNumber, easterSunday, isNationalHoliday } from './holidays';

const dates = (year: number): string[] => {
  const found: string[] = [];
  for (let day = dayNumber(year, 1, 1); day < dayNumber(year + 1, 1, 1); day += 1) {
    const { month, day: ofMonth } = civilDate(day);
    if (isNationalHoliday(day)) found.push(`${ofMonth}/${month}`);
  }
  return found;
};

describe('Italian national holidays', () => {
  it('of 2025 are eleven, with Easter Monday on 21 April and without St Francis', () => {
    expect(dates(2025)).toEqual([
      ...['1/1', '6/1', '21/4', '25/4', '1/5', '2/6', '15/8', '1/11', '8/12', '25/12', '26/12'],
    ]);
  });

  it('count St Francis from 2026 on (law 151/2025)', () => {
    expect(dates(2026)).toEqual([
      ...['1/1', '6/1', '6/4', '25/4', '1/5', '2/6', '15/8', '4/10', '1/11', '8/12', '25/12', '26/12'],
    ]);
  });

  it('counted 2 June again from 2001 on (law 336/2000)', () => {
    expect([isNationalHoliday(dayNumber(2000, 6, 2)), isNationalHoliday(dayNumber(2001, 6, 2))]).toEqual([false, true]);
  });

  it('never counted 4 November since law 54/1977', () => {
    expect(isNationalHoliday(dayNumber(2025, 11, 4))).toBe(false);
  });

  it.each([
    [1818, 3, 22],
    [1943, 4, 25],
    [1954, 4, 18],
    [1981, 4, 19],
    [2000, 4, 23],
    [2008, 3, 23],
    [2024, 3, 31],
    [2025, 4, 20],
    [2026, 4, 5],
    [2027, 3, 28],
    [2030, 4, 21],
    [2038, 4, 25],
    [2049, 4, 18],
    [2076, 4, 19],
    [2285, 3, 22],
  ])('Easter of %i is on %i/%i', (year, month, day) => {
    expect(civilDate(easterSunday(year))).toMatchObject({ year, month, day, weekday: 0 });
  });
});
