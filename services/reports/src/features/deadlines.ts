import type { Municipality } from '@sportello/service-kit';
import type { ReportVisibility, Ruling } from '../domain/report';
import { route, type ToRoute } from '../domain/routing';
import { dueBy, extendBy, workingCalendarOf } from '../domain/sla-calendar';
import type { FoundReport } from './command-runner';

/** What the municipality's rules decide, for an event. */
export interface Ruled extends Ruling {
  readonly visibility: ReportVisibility;
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
