import type { Municipality } from '@sportello/service-kit';
import { licenceOf } from './licence';

const EU = 'http://publications.europa.eu/resource/authority';

/** Of each distribution: file, media type, format in the EU's list. */
const DISTRIBUTIONS = [
  ['reports.csv', 'text/csv', 'CSV', 'Segnalazioni, CSV', 'Reports, CSV'],
  ['reports.geojson', 'application/geo+json', 'GEOJSON', 'Segnalazioni, GeoJSON', 'Reports, GeoJSON'],
  ['statistics.json', 'application/json', 'JSON', 'Statistiche', 'Statistics'],
] as const;

/** What the open data are, for catalogues to harvest: JSON-LD with the terms that DCAT-AP_IT 1.0 demands of a data set. @param base address of the folder */
export function catalogueDocument(municipality: Municipality, base: string): object {
  const { id, name, istat, contacts } = municipality;
  const licence = licenceOf(municipality);
  const both = (it: string, en: string): readonly object[] => [
    { '@language': 'it', '@value': it },
    { '@language': 'en', '@value': en },
  ];
  const publisher = {
    '@type': ['foaf:Agent', 'dcatapit:Agent'],
    'dct:identifier': istat,
    'foaf:name': `Comune di ${name}`,
  };
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      vcard: 'http://www.w3.org/2006/vcard/ns#',
      dcatapit: 'http://dati.gov.it/onto/dcatapit#',
    },
    '@id': `${base}/catalog.jsonld`,
    '@type': ['dcat:Dataset', 'dcatapit:Dataset'],
    'dct:identifier': `${id}-sportello-reports`,
    'dct:title': both(`Segnalazioni al Comune di ${name}`, `Reports to the Comune of ${name}`),
    'dct:description': both(
      'Segnalazioni pubbliche prese in carico, senza testi, persone e indirizzi; i luoghi sono quadrati di 500 m.',
      'Public reports that were taken in charge, without texts, people and addresses; places are squares of 500 m.',
    ),
    'dct:accrualPeriodicity': { '@id': `${EU}/frequency/CONT` },
    'dcat:theme': { '@id': `${EU}/data-theme/GOVE` },
    'dct:language': [{ '@id': `${EU}/language/ITA` }, { '@id': `${EU}/language/ENG` }],
    'dct:publisher': publisher,
    'dct:rightsHolder': publisher,
    'dcat:contactPoint': {
      '@type': ['vcard:Organization', 'dcatapit:Organization'],
      'vcard:fn': `Comune di ${name}`,
      ...(contacts.email === undefined ? {} : { 'vcard:hasEmail': { '@id': `mailto:${contacts.email}` } }),
      ...(contacts.website === undefined ? {} : { 'vcard:hasURL': { '@id': contacts.website } }),
    },
    'dct:license': { '@id': licence },
    'dcat:distribution': DISTRIBUTIONS.map(([file, mediaType, format, it, en]) => ({
      '@type': ['dcat:Distribution', 'dcatapit:Distribution'],
      'dct:title': both(it, en),
      'dcat:accessURL': { '@id': `${base}/${file}` },
      'dcat:downloadURL': { '@id': `${base}/${file}` },
      'dcat:mediaType': mediaType,
      'dct:format': { '@id': `${EU}/file-type/${format}` },
      'dct:license': { '@id': licence },
    })),
  };
}
