import { SUBJECTS, type Refusal, type SealedFileKeys, type SealFileKeys } from '@sportello/contracts';
import { asService, type Bus } from '@sportello/messaging';
import type { Logger } from 'pino';
import { randomId } from '../http/trace';
import { Problem } from '../problems/problem';
import type { AttachmentFiles } from './attachment-files';
import type { AttachmentRow, AttachmentRows } from './attachment-rows';
import type { TemporaryKeys } from './temporary-key';

/** Files that one request claimed for a report. */
export interface Claim {
  readonly municipalityId: string;
  readonly code: string;
  /** By this request and no earlier one. */
  readonly claimed: readonly string[];
  readonly rows: readonly AttachmentRow[];
}

/** How a file comes to belong to a report: claimed before the report names it, bound once it does. */
export class Bindings {
  constructor(
    private readonly rows: AttachmentRows,
    private readonly files: AttachmentFiles,
    private readonly keys: TemporaryKeys,
    private readonly bus: Bus,
    private readonly logger: Logger,
  ) {}

  /**
   * Does what makes a report name files, with these claimed for it; a retry claims what it had claimed.
   * @throws Problem ATTACHMENT_NOT_FOUND, ATTACHMENT_ALREADY_USED; what `submit` throws
   */
  async around<Done>(
    municipalityId: string,
    code: string,
    ids: readonly string[],
    submit: () => Promise<Done>,
  ): Promise<Done> {
    if (ids.length === 0) return submit();
    const claim = await this.claim(municipalityId, code, ids);
    let done: Done;
    try {
      done = await submit();
    } catch (error) {
      // Only a refusal is certain: after anything else the report may be there.
      if (error instanceof Problem && error.status < 500) await this.rows.release(municipalityId, code, claim.claimed);
      throw error;
    }
    await this.settle(municipalityId, code, claim.rows);
    return done;
  }

  /** Puts what is still temporary under the key of its report. What does not succeed now is tried again by the sweep. */
  async settle(municipalityId: string, code: string, rows: readonly AttachmentRow[]): Promise<void> {
    try {
      await this.bind(municipalityId, code, rows);
    } catch (error) {
      this.logger.warn(
        { err: error, code },
        'Files were not put under the key of their report yet; it will be tried again',
      );
    }
  }

  /** @returns why the report does not take them */
  async bind(municipalityId: string, code: string, rows: readonly AttachmentRow[]): Promise<Refusal | undefined> {
    const files = rows.flatMap(({ state, id, wrappedKey }) =>
      state === 'temporary' && wrappedKey !== null
        ? [{ id, key: this.keys.unwrap(wrappedKey, municipalityId, id).toString('base64url') }]
        : [],
    );
    if (files.length === 0) return undefined;
    const message: SealFileKeys = { municipalityId, code, files };
    const id = randomId();
    const context = asService('gateway', { correlationId: id, causationId: id });
    const reply = await this.bus.request<SealedFileKeys>(SUBJECTS.sealFileKeys, message, context);
    if (!reply.ok) return reply.refusal;
    for (const [index, file] of files.entries()) {
      const sealed = reply.value.sealed[index];
      if (sealed !== undefined) await this.rows.bind(municipalityId, code, file.id, sealed);
    }
    return undefined;
  }

  /** Nothing is left of it: no report names it. */
  async discard(row: AttachmentRow): Promise<void> {
    await this.files.remove(row);
    await this.rows.remove(row);
  }

  private async claim(municipalityId: string, code: string, asked: readonly string[]): Promise<Claim> {
    const ids = asked.map((id) => id.toLowerCase());
    const { claimed, rows } = await this.rows.claim(municipalityId, code, ids);
    const problem = whatIsWrong(code, ids, rows);
    if (problem === undefined) return { municipalityId, code, claimed, rows };
    await this.rows.release(municipalityId, code, claimed);
    throw problem;
  }
}

function whatIsWrong(code: string, ids: readonly string[], rows: readonly AttachmentRow[]): Problem | undefined {
  const field = (index: number, message: string) => ({ errors: [{ field: `attachments.${index}`, message }] });
  for (const [index, id] of ids.entries()) {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) return new Problem('ATTACHMENT_NOT_FOUND', field(index, 'is not there, or not any more'));
    if (row.code !== code) return new Problem('ATTACHMENT_ALREADY_USED', field(index, 'belongs to another report'));
  }
  return undefined;
}
