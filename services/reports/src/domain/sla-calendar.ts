import { DateTime } from 'luxon';
import { civilDate, dayNumber, isNationalHoliday, type DayNumber } from './holidays';

/** When a municipality's offices work: Monday to Friday, but for national holidays, the patron's day and closures. */
export interface WorkingCalendar {
  /** IANA name, such as `Europe/Rome`. */
  readonly timeZone: string;
  /** The patron saint's day: a holiday in the Comune (law 260/1949 leaves it to custom and labour agreements). */
  readonly patron?: { readonly month: number; readonly day: number };
  /** Further days on which the offices are closed, `YYYY-MM-DD`. */
  readonly closures: readonly string[];
}

/** More than any SLA; a calendar whose closures never end must not be searched for ever. */
const MAX_WORKING_DAYS = 1000;
const MAX_DAYS_SEARCHED = 10_000;

/** The calendar of a municipality, from its file. */
export function workingCalendarOf(municipality: {
  readonly timeZone: string;
  readonly holidays: Pick<WorkingCalendar, 'patron' | 'closures'>;
}): WorkingCalendar {
  return { timeZone: municipality.timeZone, ...municipality.holidays };
}

/**
 * The last moment, 23:59:59 local time, of the working day on which `workingDays` of them have passed since `from`. The day
 * of `from` itself does not count (article 2963 of the Civil Code), whatever the hour; with 0 the deadline is that day when it is a working
 * day, else the next one that is.
 * @param from ISO 8601 @returns ISO 8601, UTC
 * @throws RangeError when an argument is out of range
 */
export function dueBy(from: string, workingDays: number, calendar: WorkingCalendar): string {
  if (!Number.isInteger(workingDays) || workingDays < 0 || workingDays > MAX_WORKING_DAYS) {
    throw new RangeError(`Not a number of working days: ${workingDays}`);
  }
  const start = localDay(localTime(from, calendar));
  const day = workingDays === 0 ? advance(start - 1, 1, calendar) : advance(start, workingDays, calendar);
  return atLocalTime(day, { hour: 23, minute: 59, second: 59, millisecond: 0 }, calendar);
}

/**
 * A deadline after its clock stood from `waitingFrom` to `waitingTo`: moved by the working days that began in between, at the same
 * local time of day. A wait that ends on the day it began moves nothing; neither does one that began after the deadline.
 * All times ISO 8601. @returns ISO 8601, UTC
 */
export function extendBy(deadline: string, waitingFrom: string, waitingTo: string, calendar: WorkingCalendar): string {
  const due = localTime(deadline, calendar);
  const from = localTime(waitingFrom, calendar);
  const waited =
    from > due ? 0 : workingDaysBetween(localDay(from), localDay(localTime(waitingTo, calendar)), calendar);
  if (waited === 0) return inUtc(due);
  const { hour, minute, second, millisecond } = due;
  return atLocalTime(advance(localDay(due), waited, calendar), { hour, minute, second, millisecond }, calendar);
}

/** True when the offices work on the local day of `moment` (ISO 8601). */
export function isWorkingDay(moment: string, calendar: WorkingCalendar): boolean {
  return isWorking(localDay(localTime(moment, calendar)), calendar);
}

function isWorking(number: DayNumber, { patron, closures }: WorkingCalendar): boolean {
  const { year, month, day, weekday } = civilDate(number);
  if (weekday === 0 || weekday === 6 || isNationalHoliday(number)) return false;
  if (patron?.month === month && patron.day === day) return false;
  return !closures.includes(`${year}-${twoDigits(month)}-${twoDigits(day)}`);
}

/** The day on which `workingDays` (at least 1) have passed after `day`. */
function advance(day: DayNumber, workingDays: number, calendar: WorkingCalendar): DayNumber {
  let left = workingDays;
  for (let next = day + 1; next <= day + MAX_DAYS_SEARCHED; next += 1) {
    if (isWorking(next, calendar)) left -= 1;
    if (left === 0) return next;
  }
  throw new RangeError('The calendar has no such working day');
}

/** Working days after `from` up to and including `to`; bounded, as waits of many years exist only by mistake. */
function workingDaysBetween(from: DayNumber, to: DayNumber, calendar: WorkingCalendar): number {
  let count = 0;
  for (let day = from + 1; day <= to && count < MAX_WORKING_DAYS; day += 1) {
    if (isWorking(day, calendar)) count += 1;
  }
  return count;
}

function localTime(iso: string, { timeZone }: WorkingCalendar): DateTime<true> {
  const time = DateTime.fromISO(iso, { zone: timeZone });
  if (!time.isValid) throw new RangeError(`Not a time in ${timeZone}: ${time.invalidReason ?? ''}`);
  return time;
}

function localDay(time: DateTime<true>): DayNumber {
  return dayNumber(time.year, time.month, time.day);
}

/** A wall-clock time that daylight saving skips is read as the same time after the change, as luxon does. */
function atLocalTime(
  number: DayNumber,
  time: { readonly hour: number; readonly minute: number; readonly second: number; readonly millisecond: number },
  { timeZone }: WorkingCalendar,
): string {
  const { year, month, day } = civilDate(number);
  const moment = DateTime.fromObject({ year, month, day, ...time }, { zone: timeZone });
  if (!moment.isValid) throw new RangeError(`Not a day: ${year}-${month}-${day}`);
  return inUtc(moment);
}

function inUtc(time: DateTime<true>): string {
  return time.toJSDate().toISOString();
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
