import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { Optional } from '../fields';
import { MUNICIPALITY_NAME } from '../municipality-name';
import { IsPlainText } from '../plain-text';
import { SLUG } from '../slug';
import { ROLES, type Role } from '../vocabulary';

/** As the first account's password. */
export const MIN_PASSWORD_LENGTH = 10;
export const MAX_DEPARTMENTS_OF_ACCOUNT = 50;

/** In one municipality, by id or slug; absent: the only one there is. */
export class InMunicipality {
  @Optional()
  @Matches(MUNICIPALITY_NAME, { message: 'municipality must be the id or the slug of one' })
  municipality?: string;
}

/** An account by its address. */
export class OneAccount extends InMunicipality {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsEmail({}, { message: 'email must be an e-mail address' })
  @MaxLength(254)
  email!: string;
}

/** The message of `gateway.add-account`. */
export class AddAccount extends OneAccount {
  @ApiProperty({ maxLength: 100, description: 'As colleagues and citizens read it' })
  @IsPlainText({ max: 100 })
  name!: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  @IsArray()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles!: Role[];

  @ApiProperty({ type: [String], description: 'Ids of departments; a role of departments needs at least one' })
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(MAX_DEPARTMENTS_OF_ACCOUNT)
  @Matches(SLUG, { each: true, message: 'departments must be ids of departments' })
  departments!: string[];

  @ApiProperty({ format: 'password', minLength: MIN_PASSWORD_LENGTH, maxLength: 256 })
  @MinLength(MIN_PASSWORD_LENGTH)
  @MaxLength(256)
  password!: string;
}

/** The message of `gateway.disable-account`. */
export class DisableAccount extends OneAccount {
  /** False: may sign in again. */
  @IsBoolean()
  disabled!: boolean;
}

/** The message of `gateway.set-password`. */
export class SetPassword extends OneAccount {
  @MinLength(MIN_PASSWORD_LENGTH)
  @MaxLength(256)
  password!: string;
}
