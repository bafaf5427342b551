import type { Municipality } from '@sportello/service-kit';
import type { Wait } from '../domain/answering-time';
import { isBefore, type ReportPriority, type ReportVisibility, type Ruling } from '../domain/report';
import { route, type ToRoute } from '../domain/routing';
import {
  dueBy,
  extendBy,
  MAX_WORKING_DAYS,
  noLaterThanEver,
  postpone,
  workingCalendarOf,
  workingDaysWaited,
} from '../domain/sla-calendar';
import type { FoundReport } from './command-runner';

/** What the municipality's rules decide, for an event. */
export interface Ruled extends Ruling {
  readonly visibility: ReportVisibility;
  /** Of a new report, what a routing rule made of it. */
  readonly priority?: ReportPriority;
  readonly routingRule?: string;
}

/** No time zone's midnight lies inside one: within it every day of the calendar, and so every deadline, is the same. */
const SLOT_MS = 15 * 60 * 1000;
const MAX_REMEMBERED = 500;

/** The rulings of new reports: the calendar is slow to ask, and answers the same to all who come within a quarter of an hour. */
export class RulingsOfNow {
  private readonly remembered = new Map<string, Ruled | undefined>();

  of(report: ToRoute, now: string, municipality: Municipality): Ruled | undefined {
    const { kind, category, privateAsked = false } = report;
    const slot = Math.floor(Date.parse(now) / SLOT_MS);
    const key = [municipality.id, municipality.rulesVersion, kind, category, privateAsked, slot].join('/');
    if (this.remembered.has(key)) return this.remembered.get(key);
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    const ruled = ruling(report, now, municipality);
    this.remembered.set(key, ruled);
    return ruled;
  }
}

/**
 * Department, deadline and visibility.
 * @param from when the time to answer begins to run @param waited working days by which it was longer @returns undefined for an unknown category
 */
export function ruling(report: ToRoute, from: string, municipality: Municipality, waited = 0): Ruled | undefined {
  const routed = route(report, municipality);
  if (!routed) return undefined;
  const { proposedDepartment, visibility, rulesVersion } = routed;
  const workingDays = Math.min(routed.workingDays + waited, MAX_WORKING_DAYS);
  return {
    proposedDepartment,
    visibility,
    rulesVersion,
    dueBy: dueBy(from, workingDays, workingCalendarOf(municipality)),
  };
}

/** The deadline moved by the working time that the report spent waiting; as it was when it does not wait: the rules refuse that. */
export function dueAfterWaiting({ state, municipality, now }: FoundReport): string {
  return state.waiting ? extendBy(state.dueBy, state.waiting.since, now, workingCalendarOf(municipality)) : state.dueBy;
}

/**
 * The ruling on a report that turns out to be of another kind or category. The time to answer is what it would have been from the
 * start, and the working days by which waiting for the reporter moved the deadline stay on top of it. A deadline that a person set since
 * then, moved by the waits that came after, is never shortened: the new one is the later of the two.
 */
export function rulingAnew(
  { answeringTime, municipality, now }: FoundReport,
  report: Pick<ToRoute, 'kind' | 'category'>,
): Ruled | undefined {
  const { since = now, waits = [], byHand } = answeringTime ?? {};
  const calendar = workingCalendarOf(municipality);
  const daysOf = (all: readonly Wait[]): number =>
    all.reduce((sum, { from, to }) => Math.min(sum + workingDaysWaited(from, to, calendar), MAX_WORKING_DAYS), 0);
  const ruled = ruling(report, since, municipality, daysOf(waits));
  if (!ruled || !byHand) return ruled;
  const promised = noLaterThanEver(postpone(noLaterThanEver(byHand.dueBy, now), daysOf(byHand.waits), calendar), now);
  return isBefore(ruled.dueBy, promised) ? { ...ruled, dueBy: promised } : ruled;
}

/** A new deadline from now; the old one stays when the category is gone from the municipality's file. */
export function dueAnew({ state, municipality, now }: FoundReport): string {
  return ruling(state, now, municipality)?.dueBy ?? state.dueBy;
}
