import { registerDecorator } from 'class-validator';
import { isReportCode } from './report-code';

/** A report's code, check character included. */
export function IsReportCode({ each = false }: { readonly each?: boolean } = {}): PropertyDecorator {
  return checked('isReportCode', isReportCode, 'must be the code of a report', each);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whose keys open something: the code of a report, or the id of a follow. */
export function IsReportOrFollow(): PropertyDecorator {
  const known = (value: unknown): boolean => isReportCode(value) || (typeof value === 'string' && UUID.test(value));
  return checked('isReportOrFollow', known, 'must be the code of a report or the id of a follow', false);
}

function checked(
  name: string,
  validate: (value: unknown) => boolean,
  message: string,
  each: boolean,
): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { each },
      validator: { validate, defaultMessage: () => `${String(property)} ${message}` },
    });
}
