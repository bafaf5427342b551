import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { MAX_PASSWORD_LENGTH } from '../passwords';

/** Longer than any code, as people type it, with spaces and dashes. */
export const MAX_CODE_LENGTH = 40;

/** Body of `POST /sessions/totp`. */
export class WithPassword {
  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_PASSWORD_LENGTH)
  password!: string;
}

/** Body of `POST /sessions/totp/confirmation`. */
export class WithCode {
  @ApiProperty({ maxLength: MAX_CODE_LENGTH, example: '287082' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CODE_LENGTH)
  code!: string;
}

/** Body of `POST /sessions/totp/removal` and `/recovery-codes`. */
export class WithPasswordAndCode extends WithPassword {
  @ApiProperty({ maxLength: MAX_CODE_LENGTH, description: 'Of the authenticator, or a recovery code' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CODE_LENGTH)
  code!: string;
}

/** 200 of `GET /sessions/totp`. */
export class SecondFactorView {
  @ApiProperty({ description: 'Signing in asks for a code' }) enrolled!: boolean;
  @ApiProperty({ description: 'The Comune asks for it of this account' }) required!: boolean;
  @ApiProperty() recoveryCodesLeft!: number;
}

/** 201 of `POST /sessions/totp`. */
export class BegunSecondFactor {
  @ApiProperty({ description: 'Base32, to be typed into an authenticator' }) secret!: string;
  @ApiProperty({ description: 'The same for a QR code', example: 'otpauth://totp/...' }) uri!: string;
}

/** 200 of `POST /sessions/totp/confirmation` and `/recovery-codes`. */
export class RecoveryCodes {
  @ApiProperty({ type: [String], description: 'Each signs in once instead of a code. Shown only now' })
  recoveryCodes!: readonly string[];
}
