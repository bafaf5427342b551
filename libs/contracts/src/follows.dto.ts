import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  Equals,
  IsEmail,
  IsIn,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';
import { Nested } from './fields';
import { IsReportCode } from './is-report-code';
import { MUNICIPALITY_NAME } from './municipality-name';
import { LANGUAGES, type Language } from './vocabulary';

/** Reports that one wish to follow may name. */
export const MAX_FOLLOWED = 10;

/** Made of a key of the follow alone: who holds it stands behind the address. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The body of `POST /follows`. */
export class FollowReports {
  @ApiProperty({ enum: ['email'] })
  @Equals('email', { message: 'channel must be email' })
  channel!: 'email';

  @ApiProperty({ maxLength: 254, example: 'maria@example.org' })
  @IsEmail({}, { message: 'address must be an e-mail address' })
  @MaxLength(254)
  address!: string;

  @ApiProperty({ type: [String], minItems: 1, maxItems: MAX_FOLLOWED, example: ['7K3M9QX2ZDE'] })
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_FOLLOWED)
  @ArrayUnique()
  @IsReportCode({ each: true })
  reports!: string[];
}

/** The message of `notifications.follow`. */
export class FollowMessage {
  /** Of a retry the same. */
  @IsUUID()
  id!: string;

  /** Tells a retry from another request with the same key. */
  @MaxLength(64)
  requestHmac!: string;

  @IsIn(LANGUAGES)
  language!: Language;

  @Nested(() => FollowReports)
  body!: FollowReports;
}

/** The message of whoever holds the token of a follow. */
export class FollowToken {
  @Matches(TOKEN, { message: 'token must be the one of a mail' })
  token!: string;
}

/** The message of `reports.seal-follower`, for the service that writes to followers: what is kept of an address. */
export class SealFollower {
  @Matches(MUNICIPALITY_NAME)
  municipalityId!: string;

  @IsUUID()
  id!: string;

  @IsEmail()
  @MaxLength(254)
  email!: string;
}

/** The message of `reports.follower-index`. */
export class FollowerIndex {
  @Matches(MUNICIPALITY_NAME)
  municipalityId!: string;

  @IsEmail()
  @MaxLength(254)
  email!: string;
}

/** The message of `reports.erase-followers`: their keys are destroyed. */
export class EraseFollowers {
  @Matches(MUNICIPALITY_NAME)
  municipalityId!: string;

  @ArrayMaxSize(1000)
  @IsUUID(undefined, { each: true })
  ids!: string[];
}

/** Answer of `reports.seal-follower`. */
export interface SealedFollower {
  /** The address, under the key of the follow. */
  readonly sealed: string;
  /** HMAC of the address within the municipality. */
  readonly addressHmac: string;
  /** Proves that who asks reads the mail of that address. */
  readonly token: string;
}

/** What who follows may know of it; the address is not told to a link. */
export interface Follow {
  readonly channel: 'email';
  readonly state: 'pending' | 'active';
  readonly reports: readonly string[];
}
