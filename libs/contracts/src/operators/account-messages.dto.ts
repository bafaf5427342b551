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
import { IsPlainText } from '../plain-text';
import { SLUG } from '../slug';
import { ROLES, type Role } from '../vocabulary';

const MUNICIPALITY = /^[a-z0-9-]{2,32}$/;
/** As the first account's password. */
export const MIN_PASSWORD_LENGTH = 10;

/** In one municipality, by id or slug; absent: the only one there is. */
export class InMunicipality {
  @Optional()
  @Matches(MUNICIPALITY, { message: 'municipality must be the id or the slug of one' })
  municipality?: string;
}

/** An account by its address. */
export class OneAccount extends InMunicipality {
  @IsEmail({}, { message: 'email must be an e-mail address' })
  @MaxLength(254)
  email!: string;
}

/** The message of `gateway.add-account`. */
export class AddAccount extends OneAccount {
  @IsPlainText({ max: 100 })
  name!: string;

  @IsArray()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles!: Role[];

  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(50)
  @Matches(SLUG, { each: true, message: 'departments must be ids of departments' })
  departments!: string[];

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
