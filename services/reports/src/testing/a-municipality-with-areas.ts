import type { Municipality } from '@sportello/service-kit';
import { aMunicipality } from './a-municipality';

/** In the area of `aMunicipalityWithAreas`. */
export const OLD_TOWN = { lat: 41.5, lon: 13.5 };
/** In the Comune, and in none of its areas. */
export const OUTSIDE = { lat: 41.9, lon: 13.9 };

/** `aMunicipality` with an area in its middle, and with these rules. */
export function aMunicipalityWithAreas(routing: NonNullable<Municipality['routing']>): Municipality {
  return {
    ...aMunicipality(),
    rulesVersion: 'rules-2',
    areas: [
      {
        id: 'old-town',
        name: { it: 'Centro storico', en: 'Old town' },
        boundary: {
          type: 'Polygon',
          coordinates: [
            [
              [13.4, 41.4],
              [13.6, 41.4],
              [13.6, 41.6],
              [13.4, 41.6],
              [13.4, 41.4],
            ],
          ],
        },
      },
    ],
    routing,
  };
}
