import { ApiProperty } from '@nestjs/swagger';
import { Optional, ROLES, type Role } from '@sportello/contracts';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { MAX_PASSWORD_LENGTH } from './passwords';
import { MAX_CODE_LENGTH } from './totp/second-factor.dto';

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
