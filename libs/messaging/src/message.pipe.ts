import type { FieldError } from '@sportello/contracts';
import { ValidationPipe, type ValidationError } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import { Refused } from './bus-errors';

const MAX_ERRORS = 50;
const MAX_TEXT = 300;

/** Makes a message an instance of `type`; what does not fit, or is not declared there, is an `INVALID_REQUEST` with its fields. */
export function messagePipe(type: ClassConstructor<object>): ValidationPipe {
  return new ValidationPipe({
    expectedType: type,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new Refused({ code: 'INVALID_REQUEST', errors: fieldErrors(errors) }),
  });
}

/** One entry for each broken rule: dotted path and the rule's English message. Both are cut: unknown field names are the sender's. */
export function fieldErrors(errors: readonly ValidationError[], path = ''): FieldError[] {
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
