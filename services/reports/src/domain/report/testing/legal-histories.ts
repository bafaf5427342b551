import type { Recorded } from '@sportello/event-sourcing';
import { evolve, initialState } from '../evolve';
import type { ReportEvent, ReportEventType } from '../events';
import type { ReportState, ReportStatusValue } from '../state';

type Status = ReportStatusValue;
const OPEN: readonly Status[] = ['submitted', 'assigned', 'in_progress', 'waiting_for_reporter'];
const IN_CHARGE: readonly Status[] = ['assigned', 'in_progress', 'waiting_for_reporter'];
const EXISTING: readonly Status[] = [...OPEN, 'resolved', 'rejected', 'withdrawn', 'duplicate'];
const SAME = 'same';

/** From which states each fact may come, and to which it leads. Written from the lifecycle's description, not from the decider. */
const LEGAL: Readonly<
  Record<ReportEventType, { readonly from: readonly Status[]; readonly to: readonly (Status | 'same')[] }>
> = {
  'report.submitted': { from: ['none'], to: ['submitted'] },
  'report.assigned': { from: OPEN, to: ['assigned', SAME] },
  'report.work-started': { from: ['assigned'], to: ['in_progress'] },
  'report.information-requested': { from: ['assigned', 'in_progress'], to: ['waiting_for_reporter'] },
  'report.information-request-cancelled': { from: ['waiting_for_reporter'], to: ['assigned', 'in_progress'] },
  'report.information-provided': { from: ['waiting_for_reporter'], to: ['assigned', 'in_progress'] },
  'report.resolved': { from: IN_CHARGE, to: ['resolved'] },
  'report.rejected': { from: OPEN, to: ['rejected'] },
  'report.withdrawn': { from: OPEN, to: ['withdrawn'] },
  'report.marked-duplicate': { from: OPEN, to: ['duplicate'] },
  'report.reopened': { from: ['resolved', 'rejected', 'duplicate'], to: ['assigned', 'submitted'] },
  'report.rated': { from: ['resolved'], to: [SAME] },
  'report.reclassified': { from: OPEN, to: [SAME] },
  'report.relocated': { from: OPEN, to: [SAME] },
  'report.note-added': { from: OPEN, to: [SAME] },
  'report.file-attached': { from: OPEN, to: [SAME] },
  'report.prioritised': { from: OPEN, to: [SAME] },
  'report.deadline-changed': { from: OPEN, to: [SAME] },
  'report.deadline-recomputed': { from: OPEN, to: [SAME] },
  'report.deadline-reminded': { from: OPEN, to: [SAME] },
  'report.escalated': { from: OPEN, to: [SAME] },
  'report.visibility-set': { from: EXISTING, to: [SAME] },
  'report.text-moderated': { from: EXISTING, to: [SAME] },
  'report.text-redacted': { from: EXISTING, to: [SAME] },
  'report.reporter-erased': { from: EXISTING, to: [SAME] },
};

/** What of a history no report may go through: steps that do not exist, states that contradict themselves, things said twice. */
export function violations(history: readonly Recorded<ReportEvent>[]): string[] {
  const found: string[] = [];
  const once = new Set<string>();
  let state = initialState;
  for (const event of history) {
    const before = state;
    state = evolve(before, event);
    const { from, to } = LEGAL[event.type];
    const legal =
      from.includes(before.status) &&
      to.some((next) => (next === SAME ? before : { status: next }).status === state.status);
    if (!legal) found.push(`${event.type} from ${before.status} to ${state.status}`);
    found.push(...contradictions(state));
    found.push(...saidTwice(event, once));
  }
  return found;
}

function contradictions(state: ReportState): string[] {
  const ended = !OPEN.includes(state.status) && state.status !== 'none';
  const checks: [boolean, string][] = [
    [(state.waiting !== undefined) === (state.status === 'waiting_for_reporter'), 'waits exactly while it is waiting'],
    [(state.endedAt !== undefined) === ended, 'has an end exactly when it has ended'],
    [
      (state.duplicateOf !== undefined) === (state.status === 'duplicate'),
      'repeats another exactly when it is a duplicate',
    ],
    [state.duplicateOf !== state.code, 'never repeats itself'],
    [
      !IN_CHARGE.includes(state.status) || state.department !== undefined,
      'has a department while someone is in charge',
    ],
    [state.status !== 'submitted' || state.department === undefined, 'has none before the first assignment'],
    [state.status !== 'resolved' || state.department !== undefined, 'is resolved by a department'],
    [!state.rated || state.status === 'resolved', 'is rated only for a resolution'],
    [!(state.reporterErased && state.hasReporter), 'has no reporter after erasure'],
    [new Set(state.attachments).size === state.attachments.length, 'has each file once'],
    [state.code !== '' && !Number.isNaN(Date.parse(state.dueBy)), 'has a code and a deadline'],
  ];
  return checks.flatMap(([holds, rule]) => (holds ? [] : [`not so in ${state.status}: ${rule}`]));
}

/** Remembers in `said` what may be said once, and forgets what a new resolution or reopening allows again. */
function saidTwice(event: ReportEvent, said: Set<string>): string[] {
  const onlyOnce: { readonly [Type in ReportEventType]?: string } = {
    'report.submitted': event.type,
    'report.rated': event.type,
    'report.deadline-reminded': `${event.type} ${event.type === 'report.deadline-reminded' ? event.data.dueBy : ''}`,
    'report.escalated': `${event.type} ${event.type === 'report.escalated' ? event.data.dueBy : ''}`,
    'report.text-redacted': event.type,
    'report.reporter-erased': event.type,
  };
  if (event.type === 'report.resolved') said.delete('report.rated');
  if (event.type === 'report.assigned' && event.data.firstTime) {
    if (said.has('first assignment')) return ['assigned for the first time twice'];
    said.add('first assignment');
  }
  const statement = onlyOnce[event.type];
  if (statement === undefined) return [];
  if (said.has(statement)) return [`${statement} twice`];
  said.add(statement);
  return [];
}
