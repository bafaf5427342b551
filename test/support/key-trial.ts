import { createDecipheriv, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asSuperuser, databaseOf } from './database';

interface KeyRow {
  readonly name: string;
  readonly wrapped: Buffer;
}

/**
 * How many keys of an installation open what was sealed for the reporter of a report: all are tried, as somebody would who has the database and the
 * master key, and none of our code.
 * @param report `municipality/code`
 */
export async function keysThatOpen(dataDir: string, sealed: string, report: string): Promise<number> {
  const masterKey = Buffer.from(await readFile(join(dataDir, 'master.key'), 'utf8'), 'base64');
  const wrapping = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello keyring', 32));
  const rows = await asSuperuser(await databaseOf(dataDir), async (client) => {
    const found = await client.query<KeyRow>(
      `select concat_ws('/', municipality_id, subject, purpose) as name, wrapped from keyring.keys where wrapped is not null`,
    );
    return found.rows;
  });
  return rows.filter(({ name, wrapped }) => {
    const key = opened(wrapping, wrapped, `key/${name}`);
    if (!key) throw new Error(`The master key does not open ${name}`);
    return opened(key, Buffer.from(sealed, 'base64url'), `${report}/reporter`) !== undefined;
  }).length;
}

/** AES-256-GCM: `0x01 | nonce (12) | ciphertext | tag (16)`. */
function opened(key: Buffer, sealed: Buffer, context: string): Buffer | undefined {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(13, -16)), cipher.final()]);
  } catch {
    return undefined;
  }
}
