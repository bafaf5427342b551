import type { Role } from '@sportello/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Someone of the staff, in one municipality. */
@Entity('accounts')
export class Account {
  @PrimaryColumn({ type: 'text', name: 'municipality_id' })
  municipalityId!: string;

  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** Lower case; unique in its municipality. */
  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  name!: string;

  /** A PHC string: `$scrypt$ln=17,r=8,p=1$salt$hash`. */
  @Column({ type: 'text', name: 'password_hash' })
  passwordHash!: string;

  @Column({ type: 'text', array: true })
  roles!: Role[];

  @Column({ type: 'text', array: true })
  departments!: string[];

  /** Of the request that made it, its password aside: tells a retry from another request with the same key. */
  @Column({ type: 'text', name: 'request_hmac', nullable: true })
  requestHmac!: string | null;

  /** Since when they may not sign in any more. */
  @Column({ type: 'timestamptz', name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;
}
