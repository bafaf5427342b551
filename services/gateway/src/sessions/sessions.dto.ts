import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MIN_PASSWORD_LENGTH, Optional, Paging, ROLES, type Role } from '@sportello/contracts';
import { IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { PageOfList } from '../reports/report-answers.dto';
import { MAX_PASSWORD_LENGTH } from './passwords';
import { MAX_CODE_LENGTH, WithPassword } from './totp/second-factor.dto';

/** Body of `POST /sessions`. */
export class SignIn {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsString()
  @MinLength(1)
  @MaxLength(254)
  email!: string;

  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_PASSWORD_LENGTH)
  password!: string;

  @ApiProperty({
    required: false,
    maxLength: MAX_CODE_LENGTH,
    description: 'Of the authenticator, or a recovery code, for accounts with a second factor',
  })
  @Optional()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CODE_LENGTH)
  code?: string;
}

export class SessionUser {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles!: readonly Role[];
  @ApiProperty({ type: [String], description: 'Ids of departments' }) departments!: readonly string[];
}

/** 201 of `POST /sessions`. */
export class SignedInSession {
  @ApiProperty({ description: 'Send it as Authorization: Bearer' }) accessToken!: string;
  @ApiProperty({ format: 'date-time' }) expiresAt!: string;
  @ApiProperty({ type: SessionUser }) user!: SessionUser;
}

/** Body of `PUT /sessions/password`. */
export class NewPassword extends WithPassword {
  @ApiProperty({ format: 'password', minLength: MIN_PASSWORD_LENGTH, maxLength: MAX_PASSWORD_LENGTH })
  @IsString()
  @MinLength(MIN_PASSWORD_LENGTH)
  @MaxLength(MAX_PASSWORD_LENGTH)
  newPassword!: string;
}

/** The query of `GET /sessions`. */
export class SessionsQuery extends Paging {
  @ApiPropertyOptional({ format: 'uuid', description: 'Of another account: for administrators' })
  @Optional()
  @IsUUID()
  account?: string;
}

export class OpenSession {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) account!: string;
  @ApiProperty({ format: 'date-time' }) openedAt!: string;
  @ApiProperty({ format: 'date-time' }) expiresAt!: string;
  @ApiProperty({ description: 'The one that asks' }) current!: boolean;
}

/** 200 of `GET /sessions`. */
export class SessionList extends PageOfList {
  @ApiProperty({ type: [OpenSession] }) items!: readonly OpenSession[];
}
