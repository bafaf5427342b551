/** Days since 1 January 1970 in the proleptic Gregorian calendar: a day of the calendar, without clock or time zone. */
export type DayNumber = number;

export const DAY_MILLISECONDS = 86_400_000;

/** @param month 1 to 12 */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  return Date.UTC(year, month - 1, day) / DAY_MILLISECONDS;
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  /** 0 Sunday to 6 Saturday */
  readonly weekday: number;
}

export function civilDate(number: DayNumber): CivilDate {
  const date = new Date(number * DAY_MILLISECONDS);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/**
 * Fixed national holidays: law 27 May 1949 no. 260, article 2, as it stands after law 5 March 1977 no. 54 (which took
 * several away), DPR 28 December 1985 no. 792 (Epiphany), law 20 November 2000 no. 336 (2 June, from 2001) and law 8 October 2025
 * no. 151 (St Francis, 4 October, from 2026). 4 November is not among them: since law 54/1977 it is kept on a Sunday.
 */
const NATIONAL: readonly { readonly month: number; readonly day: number; readonly since: number }[] = [
  { month: 1, day: 1, since: 1949 },
  { month: 1, day: 6, since: 1986 },
  { month: 4, day: 25, since: 1949 },
  { month: 5, day: 1, since: 1949 },
  { month: 6, day: 2, since: 2001 },
  { month: 8, day: 15, since: 1949 },
  { month: 10, day: 4, since: 2026 },
  { month: 11, day: 1, since: 1949 },
  { month: 12, day: 8, since: 1949 },
  { month: 12, day: 25, since: 1949 },
  { month: 12, day: 26, since: 1949 },
];

/** True on an Italian national holiday, Easter Monday included; Sundays are not looked at. */
export function isNationalHoliday(number: DayNumber): boolean {
  const { year, month, day } = civilDate(number);
  return (
    NATIONAL.some((holiday) => holiday.month === month && holiday.day === day && holiday.since <= year) ||
    ((month === 3 || month === 4) && number === easterSunday(year) + 1)
  );
}

/** Easter Sunday of the Gregorian calendar, by the Meeus/Jones/Butcher algorithm (Meeus, Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): DayNumber {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const skippedLeapDays = Math.floor(century / 4);
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - skippedLeapDays - moonCorrection + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const fromMarch = epact + toSunday - 7 * late + 114;
  return dayNumber(year, Math.floor(fromMarch / 31), (fromMarch % 31) + 1);
}
