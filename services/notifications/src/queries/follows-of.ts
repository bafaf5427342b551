import type { Follow, FollowOfAddress } from '@sportello/contracts';
import type { Database } from '@sportello/postgres';
import { deliveriesByRecipient } from './deliveries-of';

/** Of each follow: so many of all that one address may have still fit one reply. */
export const MAX_MESSAGES = 100;

interface Row {
  readonly id: string;
  readonly codes: readonly string[];
  readonly confirmed: boolean;
  readonly since: Date;
}

/** What somebody follows, by the HMAC of their address, with the newest of what was sent to them for it; the oldest wish first. */
export async function followsOf(
  database: Pick<Database, 'worker' | 'schema'>,
  municipalityId: string,
  addressHmac: string,
): Promise<readonly FollowOfAddress[]> {
  const { rows } = await database.worker.query<Row>(
    `select id, codes, confirmed_at is not null as confirmed, created_at as since from ${database.schema}.follows
      where municipality_id = $1 and address_hmac = $2 order by created_at, id`,
    [municipalityId, addressHmac],
  );
  const ids = rows.map(({ id }) => id);
  const sent = await deliveriesByRecipient(database, municipalityId, ids, MAX_MESSAGES);
  return rows.map(({ id, codes, confirmed, since }) => ({
    channel: 'email',
    state: stateOf(confirmed),
    reports: codes,
    since: since.toISOString(),
    ...sent(id),
  }));
}

function stateOf(confirmed: boolean): Follow['state'] {
  return confirmed ? 'active' : 'pending';
}
