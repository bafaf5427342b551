import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import {
  AddAccount,
  IsPlainText,
  MAX_DEPARTMENTS_OF_ACCOUNT,
  MIN_PASSWORD_LENGTH,
  Optional,
  Paging,
  ROLES,
  SLUG,
  type Role,
} from '@sportello/contracts';
import {
  ArrayMaxSize,
  ArrayUnique,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { PageOfList } from '../reports/report-answers.dto';
import { MAX_PASSWORD_LENGTH } from '../sessions/passwords';

/** Body of `POST /accounts`. */
export class NewAccount extends OmitType(AddAccount, ['municipality'] as const) {}

/** Body of `PATCH /accounts/{id}`: what is absent stays as it is. */
export class AccountChanges {
  @ApiPropertyOptional({ maxLength: 100 })
  @Optional()
  @IsPlainText({ max: 100 })
  name?: string;

  @ApiPropertyOptional({ enum: ROLES, isArray: true })
  @Optional()
  @IsArray()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles?: Role[];

  @ApiPropertyOptional({ type: [String] })
  @Optional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(MAX_DEPARTMENTS_OF_ACCOUNT)
  @Matches(SLUG, { each: true, message: 'departments must be ids of departments' })
  departments?: string[];

  @ApiPropertyOptional({ format: 'password', minLength: MIN_PASSWORD_LENGTH, description: 'Ends the sessions' })
  @Optional()
  @MinLength(MIN_PASSWORD_LENGTH)
  @MaxLength(MAX_PASSWORD_LENGTH)
  password?: string;

  @ApiPropertyOptional({ description: 'May not sign in; ends the sessions' })
  @Optional()
  @IsBoolean()
  disabled?: boolean;

  @ApiPropertyOptional({ enum: [false], description: 'False: whoever was kept out for guessing may try again at once' })
  @Optional()
  @Equals(false, { message: 'locked can only be set to false' })
  locked?: boolean;
}

/** The query of `GET /accounts`. */
export class AccountsQuery extends Paging {
  @ApiPropertyOptional({ enum: ROLES })
  @Optional()
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional()
  @Optional()
  @Matches(SLUG, { message: 'department must be the id of a department' })
  department?: string;
}

/** Someone of the staff, as administrators see them. */
export class AccountAnswer {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'email' }) email!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles!: readonly Role[];
  @ApiProperty({ type: [String] }) departments!: readonly string[];
  @ApiProperty({ description: 'May not sign in' }) disabled!: boolean;
  @ApiProperty({ description: 'Signs in with a code on top of the password' }) secondFactor!: boolean;
  @ApiProperty({ description: 'Has signed in through the provider of the Comune' }) linked!: boolean;
  @ApiPropertyOptional({ format: 'date-time', description: 'Too many wrong passwords: nobody may sign in before' })
  lockedUntil?: string;
}

/** 200 of `GET /accounts`. */
export class AccountList extends PageOfList {
  @ApiProperty({ type: [AccountAnswer] }) items!: readonly AccountAnswer[];
}
