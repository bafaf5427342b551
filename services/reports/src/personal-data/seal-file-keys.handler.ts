import { SealFileKeys, SUBJECTS, type RefusalCode, type SealedFileKeys } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, Message } from '@sportello/messaging';
import { KeyErased } from '@sportello/postgres';
import { initialState, reportDecider } from '../domain/report';
import { Parts } from '../parts';
import { readReport } from '../report-log';

/** Puts the keys of files under the key of the report that they belong to, so that erasing that one erases them. */
@BusController()
export class SealFileKeysHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.sealFileKeys, { from: ['gateway'] })
  async seal(
    @Message() { municipalityId, code, files }: SealFileKeys,
  ): Promise<SealedFileKeys | Rejection<RefusalCode>> {
    const { store, keyring } = this.parts;
    const facts = await readReport(store, municipalityId, code);
    const state = facts.reduce((known, { event }) => reportDecider.evolve(known, event), initialState);
    if (state.status === 'none') return reject('REPORT_NOT_FOUND');
    if (!files.every(({ id }) => state.attachments.includes(id))) return reject('ATTACHMENT_NOT_FOUND');
    if (state.textRedacted || state.reporterErased) return reject('REPORT_FILES_ERASED');
    try {
      const plains = files.map(({ id, key }) => ({ id, key }));
      return { sealed: await keyring.sealForFiles({ municipalityId, subject: code }, plains) };
    } catch (error) {
      if (error instanceof KeyErased) return reject('REPORT_FILES_ERASED');
      throw error;
    }
  }
}
