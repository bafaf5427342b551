import type { Municipality, OpenDataLicence } from '@sportello/service-kit';

/** What Italian administrations are told to use unless they have a reason for another (AgID guidelines on open data, 2023). */
const DEFAULT_LICENCE: OpenDataLicence = 'CC-BY-4.0';

/** Where each licence is written. */
const LICENCES: Readonly<Record<OpenDataLicence, string>> = {
  'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'CC0-1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
  'IODL-2.0': 'https://www.dati.gov.it/content/italian-open-data-license-v20',
};

/** Where the licence of a municipality's open data is written. */
export function licenceOf({ openData }: Pick<Municipality, 'openData'>): string {
  return LICENCES[openData?.licence ?? DEFAULT_LICENCE];
}
