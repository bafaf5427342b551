import {
  ByContact,
  MAX_OF_CONTACT,
  rolesFor,
  SUBJECTS,
  type Actor,
  type RefusalCode,
  type ReportsOfContact,
} from '@sportello/contracts';
import { reject, viewOf, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { municipalityOf } from '../asker';
import { personalData } from './personal-data.projection';

/** The reports of one person who is not erased, in the Comune of who asks, the newest first. */
@BusController()
export class ReportsOfContactQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.reportsOfContact, { roles: rolesFor('reportsOfContact') })
  async find(
    @Message() { email, phone }: ByContact,
    @From() actor: Actor,
  ): Promise<ReportsOfContact | Rejection<RefusalCode>> {
    const contact = email ?? phone;
    if (contact === undefined || (email !== undefined && phone !== undefined))
      return reject('INVALID_REQUEST', 'Name the person by email or by phone, by one of the two');
    const { blindIndex, database, projections } = this.parts;
    // Whoever is to be forgotten must not be missed because a read model is being made.
    if (!projections.caughtUp(personalData.name))
      return reject('SERVICE_UNAVAILABLE', 'Reports are still being read; try again in a moment');
    const municipalityId = municipalityOf(actor);
    // As the worker, naming the municipality: under row-level security PostgreSQL uses no index for `@>`, which is not leakproof.
    const { rows } = await database.worker.query<{ code: string; submittedAt: Date }>(
      reportsOfContactSql(`${database.schema}.${viewOf(personalData)}`),
      [municipalityId, [blindIndex.contact(municipalityId, contact)]],
      { name: 'reports-of-contact' },
    );
    const reports = rows.slice(0, MAX_OF_CONTACT);
    return {
      reports: reports.map(({ code, submittedAt }) => ({ code, submittedAt: submittedAt.toISOString() })),
      more: rows.length > MAX_OF_CONTACT,
    };
  }
}

/** Binds the municipality and a list of one HMAC. */
export function reportsOfContactSql(view: string): string {
  return `select code, submitted_at as "submittedAt" from ${view}
           where municipality_id = $1 and contact_hmacs @> $2::text[]
           order by submitted_at desc, code limit ${MAX_OF_CONTACT + 1}`;
}
