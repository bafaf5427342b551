import type { Municipality } from '@sportello/service-kit';
import type { ReportVisibility, Ruling } from '../domain/report';
import { route, type ToRoute } from '../domain/routing';
import { dueBy, extendBy, workingCalendarOf } from '../domain/sla-calendar';
import type { FoundReport } from './command-runner';

/** What the municipality's rules decide, for an event. */
export interface Ruled extends Ruling {
  readonly visibility: ReportVisibility;
}

/** No time zone's midnight lies inside one: within it every day of the calendar, and so every deadline, is the same. */
const SLOT_MS = 15 * 60 * 1000;
const MAX_REMEMBERED = 500;

/** The rulings of new reports: the calendar is slow to ask, and answers the same to all who come within a quarter of an hour. */
export class RulingsOfNow {
  private readonly remembered = new Map<string, Ruled | undefined>();

  of(report: ToRoute, now: string, municipality: Municipality): Ruled | undefined {
    const { kind, category, privateAsked = false } = report;
    const key = [municipality.id, kind, category, privateAsked, Math.floor(Date.parse(now) / SLOT_MS)].join('/');
    if (this.remembered.has(key)) return this.remembered.get(key);
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    const ruled = ruling(report, now, municipality);
    this.remembered.set(key, ruled);
    return ruled;
  }
}

/** Department, deadline and visibility. @param from when the time to answer begins to run @returns undefined for an unknown category */
export function ruling(report: ToRoute, from: string, municipality: Municipality): Ruled | undefined {
  const routed = route(report, municipality);
  if (!routed) return undefined;
  const { proposedDepartment, visibility, workingDays, rulesVersion } = routed;
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

/** A new deadline from now; the old one stays when the category is gone from the municipality's file. */
export function dueAnew({ state, municipality, now }: FoundReport): string {
  return ruling(state, now, municipality)?.dueBy ?? state.dueBy;
}
