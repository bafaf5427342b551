import { ImportLinesMessage, OPERATOR_SUBJECTS, type Actor, type ImportReply } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { namedMunicipality } from '@sportello/service-kit';
import { ReportImport } from '../features/import-report/report-import';
import { Parts } from '../parts';

/** Reports of another system: some lines of a file at a time, each judged by itself. */
@BusController()
export class ImportsHandler {
  constructor(
    private readonly parts: Parts,
    private readonly imports: ReportImport,
  ) {}

  @Answers(OPERATOR_SUBJECTS.importReports, { from: ['ops'] })
  async import(
    @Message() { lines, municipality: name, source, dryRun }: ImportLinesMessage,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<ImportReply> {
    const municipality = namedMunicipality(this.parts.municipalities, name);
    const job = { municipality, source, dryRun, actor, metadata };
    return { outcomes: await Promise.all(lines.map((line) => this.imports.line(line, job))) };
  }
}
