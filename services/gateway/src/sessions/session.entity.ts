import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A sign-in that lasts until it expires or is ended. The token itself is known to its holder alone. */
@Entity('sessions')
export class Session {
  @PrimaryColumn({ type: 'text', name: 'municipality_id' })
  municipalityId!: string;

  /** SHA-256 of the access token. */
  @PrimaryColumn({ type: 'bytea', name: 'token_hash' })
  tokenHash!: Buffer;

  /** What it is called when it is listed or ended: of no use to sign in with. */
  @Column({ type: 'uuid', generated: 'uuid' })
  id!: string;

  @Column({ type: 'timestamptz', name: 'opened_at', default: () => 'now()' })
  openedAt!: Date;

  @Column({ type: 'uuid', name: 'account_id' })
  accountId!: string;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  /** Whoever opened it, or the provider that vouched for them, has shown a second factor. */
  @Column({ type: 'boolean', name: 'second_factor' })
  secondFactor!: boolean;
}
