import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Wraps the key of a file that no report has taken yet, under one made of the gateway's own secret; for a day at most. */
export class TemporaryKeys {
  private readonly key: Buffer;

  /** @param secret the secret of codes, 32 bytes */
  constructor(secret: Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'sportello temporary file keys', 32));
  }

  wrap(fileKey: Buffer, municipalityId: string, id: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(`${municipalityId}/${id}`));
    return Buffer.concat([nonce, cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws Error when it was wrapped with another secret, or for another file */
  unwrap(wrapped: string, municipalityId: string, id: string): Buffer {
    const bytes = Buffer.from(wrapped, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(`${municipalityId}/${id}`));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }
}
