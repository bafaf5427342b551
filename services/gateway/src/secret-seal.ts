import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what the gateway must read again under a key made of its own secret, so that a copy of the database alone opens none of it. */
export class SecretSeal {
  private readonly key: Buffer;

  /**
   * @param secret the secret of codes, 32 bytes
   * @param purpose what is sealed: another purpose is another key
   */
  constructor(secret: Buffer, purpose: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', `sportello ${purpose}`, 32));
  }

  /** @param owner whose it is: sealed for one it opens for no other */
  seal(plain: Buffer, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(owner));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws Error when it was sealed with another secret, or for another owner */
  open(sealed: string, owner: string): Buffer {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }
}
