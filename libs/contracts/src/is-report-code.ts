import { registerDecorator } from 'class-validator';
import { isReportCode } from './report-code';

/** A report's code, check character included. */
export function IsReportCode(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isReportCode',
      target: target.constructor,
      propertyName: String(property),
      validator: { validate: isReportCode, defaultMessage: () => `${String(property)} must be the code of a report` },
    });
}
