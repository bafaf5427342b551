import type { ReportList, ReportSummary } from './report-answers.dto';

export const GEO_JSON = 'application/geo+json';

/** RFC 7946: a report without coordinates is a feature without geometry. */
export function geoJsonOf({ items, page, pageSize, total }: ReportList): object {
  return { type: 'FeatureCollection', features: items.map(featureOf), page, pageSize, total };
}

function featureOf({ location, ...properties }: ReportSummary): object {
  const { lat, lon, address } = location ?? {};
  return {
    type: 'Feature',
    id: properties.code,
    geometry: lat === undefined || lon === undefined ? null : { type: 'Point', coordinates: [lon, lat] },
    properties: address === undefined ? properties : { ...properties, address },
  };
}

/** Whether the caller asked for GeoJSON rather than JSON. */
export function wantsGeoJson(accept: string | undefined): boolean {
  return accept !== undefined && accept.toLowerCase().includes(GEO_JSON);
}
