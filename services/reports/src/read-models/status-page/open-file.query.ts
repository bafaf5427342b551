import { OpenFile, SUBJECTS, type Actor, type OpenedFile } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { municipalityOf } from '../asker';
import { filesFor } from './page-view';
import { ReportPages } from './report-pages';
import { sightOf } from './sight';

/** May this caller read this file of a report? Then the key that opens it. Whoever may not learns nothing of whether it is there. */
@BusController()
export class OpenFileQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly pages: ReportPages,
  ) {}

  @Answers(SUBJECTS.openFile, { from: ['gateway'] })
  async open(
    @Message() { code, attachment, reportToken, sealedKey }: OpenFile,
    @From() actor: Actor,
  ): Promise<OpenedFile | Rejection<'ATTACHMENT_NOT_FOUND'>> {
    const municipalityId = municipalityOf(actor);
    const { keyring } = this.parts;
    const found = await this.pages.find(municipalityId, code);
    if (!found) return reject('ATTACHMENT_NOT_FOUND');
    const sight = await sightOf(keyring, found.today, actor, reportToken);
    const shown = (row: typeof found.today): boolean => filesFor(row, sight).includes(attachment);
    if (!shown(found.today)) {
      const fresh = sight === 'progress' ? undefined : await this.pages.fromLog(municipalityId, code);
      if (!fresh || !shown(fresh)) return reject('ATTACHMENT_NOT_FOUND');
    }
    if (sight === 'staff' || sight === 'reporter')
      await this.parts.reads.write({ reader: actor, route: 'attachment', what: ['files'] }, [{ municipalityId, code }]);
    if (sealedKey === undefined) return {};
    const [opened] = await keyring.unseal([{ municipalityId, subject: code, purpose: 'file', sealed: sealedKey }]);
    // The key of one file must not open another that the caller may not read.
    if (opened?.['id'] !== attachment || typeof opened['key'] !== 'string') return reject('ATTACHMENT_NOT_FOUND');
    return { key: opened['key'] };
  }
}
