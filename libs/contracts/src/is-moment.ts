import { registerDecorator } from 'class-validator';
import { isMoment } from './moment';

/** A date and time with its offset (ISO 8601, as RFC 3339 restricts it), in the years 1970 to 2199 UTC. */
export function IsMoment(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isMoment',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: isMoment,
        defaultMessage: () =>
          `${String(property)} must be a date and time with its offset, such as 2026-03-02T10:00:00+01:00, between the years 1970 and 2199`,
      },
    });
}
