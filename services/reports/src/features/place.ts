import type { RefusalCode, ReportLocation } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { contains, type Municipality } from '@sportello/service-kit';
import type { Coordinates } from '../domain/report';

/** The coordinates of a place that has both. */
export function coordinatesOf(location: ReportLocation | undefined): Coordinates | undefined {
  return location?.lat === undefined || location.lon === undefined
    ? undefined
    : { lat: location.lat, lon: location.lon };
}

/** Why this Comune cannot take a report about that place. A place without coordinates may be anywhere. */
export function refusalOfPlace(
  municipality: Municipality,
  location: Coordinates | undefined,
): Rejection<RefusalCode> | undefined {
  if (!location || contains(municipality, location)) return undefined;
  return reject(
    'OUTSIDE_MUNICIPALITY',
    `This place lies outside ${municipality.name}: report it to the Comune it belongs to`,
  );
}
