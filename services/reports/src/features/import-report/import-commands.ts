import { readMoment, type ImportedReport } from '@sportello/contracts';
import type { CommandMetadata } from '@sportello/event-sourcing';
import type { ReportCommand, ReportCommandOf } from '../../domain/report';
import type { ImportIdentity } from './import-identity';
import type { ImportedStepName } from './imported-life';

/** What the commands of one import have in common. */
export interface ImportedFrom {
  readonly code: string;
  readonly identity: ImportIdentity;
  readonly origin: Omit<CommandMetadata, 'commandId' | 'bodyHmac' | 'occurredAt' | 'imported'>;
}

/** What was sealed, or nothing in its place. */
export interface SealedImport {
  readonly submission: ReportCommandOf<'SubmitReport'>['data'];
  /** The note of the resolution, or the reason of the rejection. */
  readonly sealedEnding?: string | undefined;
}

/** The life of a report as the commands that it would have had here, each dated by when it happened there. */
export function commandsOf(
  report: ImportedReport,
  from: ImportedFrom,
  { submission, sealedEnding }: SealedImport,
): readonly ReportCommand[] {
  const { reference: _name, assigned, started, resolved, rejected, ...content } = report;
  const ending = sealedEnding === undefined ? {} : { sealedText: sealedEnding };
  const dated = (step: ImportedStepName, at: string, said: object): CommandMetadata => {
    const { code, identity, origin } = from;
    return {
      ...origin,
      commandId: identity.commandId(origin.municipalityId, code, step),
      bodyHmac: identity.bodyHmac(said),
      occurredAt: readMoment(at),
      imported: true,
    };
  };
  const commands: ReportCommand[] = [
    { type: 'SubmitReport', data: submission, metadata: dated('submitted', report.submittedAt, content) },
  ];
  if (assigned) {
    const { department, at } = assigned;
    commands.push({ type: 'AssignReport', data: { department }, metadata: dated('assigned', at, assigned) });
  }
  if (started) commands.push({ type: 'StartWork', data: {}, metadata: dated('started', started.at, started) });
  if (resolved) {
    const { outcome, at } = resolved;
    const data = { ...ending, outcome };
    commands.push({ type: 'ResolveReport', data, metadata: dated('resolved', at, resolved) });
  }
  if (rejected)
    commands.push({ type: 'RejectReport', data: ending, metadata: dated('rejected', rejected.at, rejected) });
  return commands;
}
