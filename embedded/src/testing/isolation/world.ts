import { OPERATOR_SUBJECTS, type ReadersView } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { asService } from '@sportello/messaging';
import { PATIENCE_MS } from './asking';
import { Canaries } from './canaries';
import { plantFollows, type PlantedFollow } from './follows';
import type { Installation } from './installation';
import { withLinks } from './links';
import { plantCallers, plantMembers, type Caller, type Member } from './members';
import { plantReports, type Planted, type Unlinked } from './reports';
import { plantTemplates, type Template } from './templates';

/** Everything that is there to be asked for, and whoever asks. */
export interface World {
  readonly callers: readonly Caller[];
  readonly members: readonly Member[];
  readonly reports: readonly Planted[];
  readonly follows: readonly PlantedFollow[];
  readonly templates: readonly Template[];
  readonly canaries: Canaries;
}

export async function plantWorld(installation: Installation): Promise<World> {
  const callers = await plantCallers(installation);
  const members = await plantMembers(installation);
  const templates = await plantTemplates(installation, callers);
  const made = await plantReports(installation, callers);
  await haveRead(installation, made);
  const reports = await withLinks(installation, made);
  const follows = await plantFollows(installation, reports);
  return { callers, members, reports, follows, templates, canaries: new Canaries(reports, members) };
}

/** Waits until the lists, and whoever sends news, have read what was planted last. */
async function haveRead({ opsBus, query }: Installation, reports: readonly Unlinked[]): Promise<void> {
  const context = asService('ops', { correlationId: 'isolation', causationId: 'isolation' });
  await eventually(
    async () => {
      const reply = await opsBus.request<ReadersView>(OPERATOR_SUBJECTS.projections, {}, context, {
        timeoutMs: PATIENCE_MS,
      });
      return reply.ok && reply.value.readers.every(({ lag }) => lag === 0);
    },
    undefined,
    PATIENCE_MS,
  );
  const shut = reports.filter(({ circumstance }) => circumstance === 'private').length;
  await eventually(
    async () => {
      const rows = await query<{ code: string; visibility: string }>(
        'select code, visibility from notifications.report_recipients',
        [],
      );
      return (
        rows.length === reports.length && rows.filter(({ visibility }) => visibility === 'private').length === shut
      );
    },
    undefined,
    PATIENCE_MS,
  );
}
