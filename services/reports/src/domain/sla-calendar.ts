import { IANAZone } from 'luxon';
import { civilDate, DAY_MILLISECONDS, isNationalHoliday, type DayNumber } from './holidays';

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
export const MAX_WORKING_DAYS = 1000;
const YEARS_AHEAD = 10;
const MAX_DAYS_SEARCHED = 10_000;
const MINUTE_MILLISECONDS = 60_000;

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
  const zone = zoneOf(calendar);
  const start = dayOf(localTime(from, zone));
  const day = workingDays === 0 ? advance(start - 1, 1, calendar) : advance(start, workingDays, calendar);
  return inUtc((day + 1) * DAY_MILLISECONDS - 1000, zone);
}

/**
 * A deadline after its clock stood from `waitingFrom` to `waitingTo`: moved by the working days that began in between, at the same
 * local time of day, but to no later than `latestDeadline` of `waitingTo`. A wait that ends on the day it began moves nothing;
 * neither does one that began after the deadline. All times ISO 8601. @returns ISO 8601, UTC
 */
export function extendBy(deadline: string, waitingFrom: string, waitingTo: string, calendar: WorkingCalendar): string {
  const waited =
    Date.parse(waitingFrom) > Date.parse(deadline) ? 0 : workingDaysWaited(waitingFrom, waitingTo, calendar);
  const reachable = noLaterThanEver(deadline, waitingTo);
  return noLaterThanEver(postpone(reachable, waited, calendar), waitingTo);
}

/** The deadline so many working days later, at the same local time of day. @returns ISO 8601, UTC */
export function postpone(deadline: string, workingDays: number, calendar: WorkingCalendar): string {
  if (workingDays === 0) return new Date(deadline).toISOString();
  const zone = zoneOf(calendar);
  const due = localTime(deadline, zone);
  const day = dayOf(due);
  return inUtc(due + (advance(day, workingDays, calendar) - day) * DAY_MILLISECONDS, zone);
}

/** Working days that began after `from` and no later than `to` (ISO 8601): what a deadline moves by when its clock stood in between. */
export function workingDaysWaited(from: string, to: string, calendar: WorkingCalendar): number {
  const zone = zoneOf(calendar);
  return workingDaysBetween(dayOf(localTime(from, zone)), dayOf(localTime(to, zone)), calendar);
}

/** No deadline lies more than ten years ahead: a later one is a slip of the keyboard. @param now ISO 8601 @returns ISO 8601, UTC */
export function latestDeadline(now: string): string {
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + YEARS_AHEAD);
  return latest.toISOString();
}

/** The deadline, or the latest that there can be. @returns ISO 8601, UTC */
export function noLaterThanEver(deadline: string, now: string): string {
  const latest = latestDeadline(now);
  return Date.parse(deadline) <= Date.parse(latest) ? new Date(deadline).toISOString() : latest;
}

/** What the clocks of a place show. */
export interface ClockTime {
  /** 0 is Monday. */
  readonly weekday: number;
  /** Minutes since midnight on the clock. */
  readonly minute: number;
}

/** @param moment ISO 8601 @param timeZone IANA name */
export function clockTime(moment: string, timeZone: string): ClockTime {
  const local = localTime(moment, zoneOf({ timeZone }));
  const day = dayOf(local);
  return {
    weekday: (civilDate(day).weekday + 6) % 7,
    minute: Math.floor((local - day * DAY_MILLISECONDS) / MINUTE_MILLISECONDS),
  };
}

/** True when the offices work on the local day of `moment` (ISO 8601). */
export function isWorkingDay(moment: string, calendar: WorkingCalendar): boolean {
  return isWorking(dayOf(localTime(moment, zoneOf(calendar))), calendar);
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

/** Milliseconds since 1 January 1970, 00:00 on the clocks of the place: arithmetic with days that daylight saving does not disturb. */
type LocalTime = number;

function zoneOf({ timeZone }: Pick<WorkingCalendar, 'timeZone'>): IANAZone {
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) throw new RangeError(`Not a time zone: ${timeZone}`);
  return zone;
}

function localTime(iso: string, zone: IANAZone): LocalTime {
  const moment = Date.parse(iso);
  if (Number.isNaN(moment)) throw new RangeError('Not a time');
  return moment + zone.offset(moment) * MINUTE_MILLISECONDS;
}

function dayOf(local: LocalTime): DayNumber {
  return Math.floor(local / DAY_MILLISECONDS);
}

/** A time that daylight saving skips is an hour later; of two that it repeats it is one of them. */
function inUtc(local: LocalTime, zone: IANAZone): string {
  const nearby = local - zone.offset(local) * MINUTE_MILLISECONDS;
  return new Date(local - zone.offset(nearby) * MINUTE_MILLISECONDS).toISOString();
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
