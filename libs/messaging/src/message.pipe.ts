import type { FieldError } from '@sportello/contracts';
import type { PipeTransform } from '@nestjs/common';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { Refused } from './bus-errors';
import { rememberRules } from './remembered-rules';

const MAX_ERRORS = 50;
const MAX_TEXT = 300;

rememberRules();

const STRICT: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
};

/** An object from outside as an instance of its DTO, at the door and on the bus alike. @throws Refused `INVALID_REQUEST` with the fields that do not fit or are not declared there */
export function readAs<Value extends object>(type: ClassConstructor<Value>, plain: object): Value {
  const value = plainToInstance(type, plain);
  const errors = validateSync(value, STRICT);
  if (errors.length > 0) throw new Refused({ code: 'INVALID_REQUEST', errors: fieldErrors(errors) });
  return value;
}

/** Makes a message an instance of `type`, or refuses it. */
export function messagePipe(type: ClassConstructor<object>): PipeTransform<object, object> {
  return { transform: (message) => readAs(type, message) };
}

/** One entry for each broken rule: dotted path and the rule's English message. Both are cut: unknown field names are the sender's. */
function fieldErrors(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors
    .flatMap((error) => {
      const field = path ? `${path}.${error.property}` : error.property;
      const own = Object.values(error.constraints ?? {}).map((message) => ({
        field: field.slice(0, MAX_TEXT),
        message: message.slice(0, MAX_TEXT),
      }));
      return [...own, ...fieldErrors(error.children ?? [], field)];
    })
    .slice(0, MAX_ERRORS);
}
