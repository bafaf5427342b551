import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Refused } from '@sportello/messaging';
import { canonicalJson } from '@sportello/service-kit';

const MAC_BYTES = 16;
const CURSOR = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})$/;

interface Asked {
  readonly cursor?: string;
  readonly page?: number;
}

/**
 * Makes the cursors of lists: what a list must remember between two pages, as a text that its reader only hands back. Signed together with what it
 * belongs to (who asks, where and for what), so that it opens nothing else.
 */
export class ListCursors {
  private readonly key: Buffer;

  /** @param masterKey at least 32 random bytes */
  constructor(masterKey: Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello list cursor', 32));
  }

  /** @param belongsTo must be the same, field by field, when the cursor comes back */
  write(place: object, belongsTo: object): string {
    const written = Buffer.from(JSON.stringify(place)).toString('base64url');
    return `${written}.${this.mac(written, belongsTo).toString('base64url')}`;
  }

  /** What `write` was given; undefined for a cursor that we did not make, or made for another list or reader. */
  read<Place extends object>(cursor: string, belongsTo: object): Place | undefined {
    const [, written, mac] = CURSOR.exec(cursor) ?? [];
    if (written === undefined || mac === undefined) return undefined;
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== MAC_BYTES || !timingSafeEqual(given, this.mac(written, belongsTo))) return undefined;
    return JSON.parse(Buffer.from(written, 'base64url').toString()) as Place;
  }

  /** Where the cursor of a query leads; undefined without one. @throws Refused `INVALID_REQUEST` for one of another list, or another's */
  asked<Place extends object>({ cursor, page }: Asked, belongsTo: object): Place | undefined {
    if (cursor === undefined) return undefined;
    if (page !== undefined) throw refused('page', 'page cannot be asked for together with cursor');
    const place = this.read<Place>(cursor, belongsTo);
    if (place) return place;
    throw refused(
      'cursor',
      'cursor is not of this list, with these filters and this order, for you. Ask for the list without cursor and follow its links',
    );
  }

  private mac(written: string, belongsTo: object): Buffer {
    return createHmac('sha256', this.key)
      .update(`${written}\n${canonicalJson(belongsTo)}`)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}

function refused(field: string, message: string): Refused {
  return new Refused({ code: 'INVALID_REQUEST', errors: [{ field, message }] });
}
