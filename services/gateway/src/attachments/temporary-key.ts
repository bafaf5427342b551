import { SecretSeal } from '../secret-seal';

/** Wraps the key of a file that no report has taken yet, under one made of the gateway's own secret; for a day at most. */
export class TemporaryKeys {
  private readonly seal: SecretSeal;

  /** @param secret the secret of codes, 32 bytes */
  constructor(secret: Buffer) {
    this.seal = new SecretSeal(secret, 'temporary file keys');
  }

  wrap(fileKey: Buffer, municipalityId: string, id: string): string {
    return this.seal.seal(fileKey, `${municipalityId}/${id}`);
  }

  /** @throws Error when it was wrapped with another secret, or for another file */
  unwrap(wrapped: string, municipalityId: string, id: string): Buffer {
    return this.seal.open(wrapped, `${municipalityId}/${id}`);
  }
}
