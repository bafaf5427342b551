import { Transform, Type, type ClassConstructor } from 'class-transformer';
import { IsDefined, IsObject, IsOptional, Matches, ValidateNested } from 'class-validator';

/** A field that may be left out. `null` counts as left out, so that nobody behind the validation ever meets it. */
export function Optional(): PropertyDecorator {
  const withoutNull = Transform(({ value }: { value: unknown }) => (value === null ? undefined : value));
  const check = IsOptional();
  return (target, property) => {
    withoutNull(target, property);
    check(target, property);
  };
}

/**
 * An object of this class, validated in its turn; with `each`, a list of them. class-validator's own `ValidateNested` lets
 * nothing, null and a list pass where one object is expected.
 */
export function Nested(
  type: () => ClassConstructor<object>,
  { each = false, optional = false } = {},
): PropertyDecorator {
  const checks = [optional ? Optional() : IsDefined(), IsObject({ each }), ValidateNested({ each }), Type(type)];
  return (target, property) => {
    for (const check of checks) check(target, property);
  };
}

/** Ids as we write them, whichever way they were typed: UUIDs are the same in both cases (RFC 9562, section 4). One, or a list of them. */
export function LowerCase(): PropertyDecorator {
  const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
  return Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lower) : lower(value)));
}

/** Where the page before ended, as its `next` said: of the alphabet of JWTs. */
export function IsCursor(maxLength: number): PropertyDecorator {
  return Matches(new RegExp(`^[\\w.-]{1,${maxLength}}$`), {
    message: 'cursor must be the next of a page of this list',
  });
}
