import {
  ByContact,
  CodesOfAddress,
  MAX_OF_CONTACT,
  rolesFor,
  SUBJECTS,
  type Actor,
  type FoundCodes,
  type RefusalCode,
  type ReportsOfContact,
} from '@sportello/contracts';
import { isRejection, reject, viewOf, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { municipalityOf } from '../asker';
import { personalData } from './personal-data.projection';

interface FoundRow {
  readonly code: string;
  readonly submittedAt: Date;
}

/** The reports of one person who is not erased, in the Comune of who asks, the newest first. */
@BusController()
export class ReportsOfContactQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.reportsOfContact, { roles: rolesFor('reportsOfContact') })
  async find(
    @Message() { email, phone, before }: ByContact,
    @From() actor: Actor,
  ): Promise<ReportsOfContact | Rejection<RefusalCode>> {
    const contact = email ?? phone;
    if (contact === undefined || (email !== undefined && phone !== undefined))
      return reject('INVALID_REQUEST', 'Name the person by email or by phone, by one of the two');
    const municipalityId = municipalityOf(actor);
    const rows = await this.rows(municipalityId, contact, before);
    if (isRejection(rows)) return rows;
    if (rows.length === 0 && before !== undefined && !(await this.knows(municipalityId, before)))
      return reject('INVALID_REQUEST', 'before must be the code of a report that an earlier answer gave');
    const reports = rows.slice(0, MAX_OF_CONTACT);
    // That somebody is known, or is not, is personal data too: it is told to nobody who is not written down.
    await this.parts.reads.writeSearch(
      { reader: actor, route: 'contact', what: ['reporter'] },
      municipalityId,
      reports.map(({ code }) => code),
    );
    return {
      reports: reports.map(({ code, submittedAt }) => ({ code, submittedAt: submittedAt.toISOString() })),
      more: rows.length > MAX_OF_CONTACT,
    };
  }

  /** For the service that writes to reporters, which finds out by it where a link to them all may go. */
  @Answers(SUBJECTS.codesOfAddress, { from: ['notifications'] })
  async codes(
    @Message() { municipalityId, email }: CodesOfAddress,
    @From() actor: Actor,
  ): Promise<FoundCodes | Rejection<RefusalCode>> {
    if (actor.kind !== 'service') return reject('NOT_ALLOWED', 'This is for the service that writes to reporters');
    const rows = await this.rows(municipalityId, email);
    return isRejection(rows) ? rows : { codes: rows.map(({ code }) => code) };
  }

  private async rows(
    municipalityId: string,
    contact: string,
    before?: string,
  ): Promise<readonly FoundRow[] | Rejection<RefusalCode>> {
    const { blindIndex, database, projections } = this.parts;
    // Whoever is to be forgotten must not be missed because a read model is being made.
    if (!projections.caughtUp(personalData.name))
      return reject('SERVICE_UNAVAILABLE', 'Reports are still being read; try again in a moment');
    // As the worker, naming the municipality: under row-level security PostgreSQL uses no index for `@>`, which is not leakproof.
    const { rows } = await database.worker.query<FoundRow>(
      reportsOfContactSql(`${database.schema}.${viewOf(personalData)}`),
      [municipalityId, [blindIndex.contact(municipalityId, contact)], before ?? null],
      { name: 'reports-of-contact' },
    );
    return rows;
  }

  private async knows(municipalityId: string, code: string): Promise<boolean> {
    const { worker, schema } = this.parts.database;
    const { rows } = await worker.query(
      `select from ${schema}.${viewOf(personalData)} where municipality_id = $1 and code = $2`,
      [municipalityId, code],
    );
    return rows.length > 0;
  }
}

/** Binds the municipality, a list of one HMAC, and the code of the report behind which to go on, or null. */
export function reportsOfContactSql(view: string): string {
  return `select code, submitted_at as "submittedAt" from ${view}
           where municipality_id = $1 and contact_hmacs @> $2::text[]
             and ($3::text is null
                  or (submitted_at, code) < (select submitted_at, code from ${view} where municipality_id = $1 and code = $3))
           order by submitted_at desc, code desc limit ${MAX_OF_CONTACT + 1}`;
}
