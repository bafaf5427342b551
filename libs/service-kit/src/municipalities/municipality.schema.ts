import {
  CHANNELS,
  LANGUAGES,
  MUNICIPALITY_NAME,
  PERIOD,
  PRIORITIES,
  QUESTION_ID,
  REPORT_TYPES,
  ROLES,
  SLUG,
  VISIBILITIES,
} from '@sportello/contracts/words';
import { ID_TOKEN_ALGORITHMS, OPEN_DATA_LICENCES, WEEKDAYS } from './municipality';

const slug = { type: 'string', pattern: SLUG.source };
const words = { type: 'string', minLength: 1, maxLength: 200, pattern: '\\S' };
const localisedText = object({ it: words, en: words });
const workingDays = { type: 'integer', minimum: 1, maximum: 365 };
const levels = Object.fromEntries(REPORT_TYPES.map((kind) => [kind, workingDays]));
const position = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 };
const rings = { type: 'array', minItems: 1, items: { type: 'array', items: position } };

/** A GeoJSON Polygon or MultiPolygon, by shape. */
export const boundarySchema = {
  type: 'object',
  description: 'GeoJSON geometry (RFC 7946), [longitude, latitude]',
  required: ['type', 'coordinates'],
  properties: { type: { enum: ['Polygon', 'MultiPolygon'] }, coordinates: { type: 'array' } },
  if: { type: 'object', properties: { type: { const: 'MultiPolygon' } } },
  then: { type: 'object', properties: { coordinates: { type: 'array', minItems: 1, items: rings } } },
  else: { type: 'object', properties: { coordinates: rings } },
};

const question = {
  ...object(
    {
      id: { type: 'string', pattern: QUESTION_ID.source },
      label: localisedText,
      type: { enum: ['text', 'choice'] },
      choices: { type: 'array', minItems: 2, maxItems: 50, items: object({ id: slug, label: localisedText }) },
      required: { type: 'boolean' },
    },
    ['choices', 'required'],
  ),
  if: { type: 'object', properties: { type: { const: 'choice' } } },
  then: { type: 'object', required: ['choices'], properties: { choices: true } },
  else: { type: 'object', properties: { choices: false } },
};

const category = object(
  {
    slug,
    label: localisedText,
    department: slug,
    visibility: { enum: VISIBILITIES },
    questions: { type: 'array', maxItems: 30, items: question },
    sla: object(levels, REPORT_TYPES),
  },
  ['sla'],
);

const period = {
  type: 'string',
  pattern: PERIOD.source,
  description: 'ISO 8601 duration of years, months, weeks, days, such as P2Y or P18M',
};
const time = { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'HH:MM; quote it' };
const end = { ...time, pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' };
const some = (items: object): object => ({ type: 'array', minItems: 1, maxItems: 500, uniqueItems: true, items });

const routingRule: object = object({
  id: slug,
  when: object(
    {
      categories: some(slug),
      kinds: some({ enum: REPORT_TYPES }),
      areas: some(slug),
      channels: some({ enum: CHANNELS }),
      answers: {
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: QUESTION_ID.source },
        additionalProperties: some(slug),
      },
      times: some(object({ days: some({ enum: WEEKDAYS }), from: time, to: end }, ['days'])),
    },
    ['categories', 'kinds', 'areas', 'channels', 'answers', 'times'],
  ),
  then: {
    ...object({ department: slug, priority: { enum: PRIORITIES } }, ['department', 'priority']),
    minProperties: 1,
  },
});

/** RFC 6749, appendix A: what may stand in a scope, and in a client's id. */
const visible = { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$' };

const oidcProvider = object(
  {
    issuer: { type: 'string', format: 'uri', maxLength: 500, description: 'As the provider writes it, to the letter' },
    clientId: visible,
    scopes: some(visible),
    audiences: some(words),
    acrValues: some(visible),
    idTokenAlgorithm: { enum: ID_TOKEN_ALGORITHMS },
    roles: object({
      claim: words,
      values: {
        type: 'object',
        minProperties: 1,
        maxProperties: 500,
        additionalProperties: object({ roles: some({ enum: ROLES }), departments: some(slug) }, ['departments']),
      },
    }),
  },
  ['scopes', 'audiences', 'acrValues', 'idTokenAlgorithm', 'roles'],
);

const routingProperties = {
  areas: {
    type: 'array',
    maxItems: 200,
    description: 'Parts of the territory that routing speaks of',
    items: object({ id: slug, name: localisedText, boundary: boundarySchema }),
  },
  routing: {
    type: 'array',
    maxItems: 200,
    description: 'Where new reports go; the first rule that fits decides',
    items: routingRule,
  },
};

/** Areas and routing rules alone, as a draft. */
export const routingSchema = object(routingProperties);

/** JSON schema (draft 7) of a municipality's file. `deploy/municipalities/municipality.schema.json` is this, for editors. */
export const municipalitySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A municipality of Sportello',
  ...object(
    {
      id: {
        type: 'string',
        pattern: MUNICIPALITY_NAME.source,
        description: 'Permanent: never change it, never use it again',
      },
      slug,
      name: words,
      istat: { type: 'string', pattern: '^[0-9]{6}$', description: 'ISTAT code of the Comune; quote it' },
      hosts: { type: 'array', maxItems: 20, items: { type: 'string', format: 'hostname', pattern: '^[a-z0-9.-]+$' } },
      languages: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: LANGUAGES } },
      timeZone: { type: 'string', description: 'IANA name, such as Europe/Rome' },
      boundary: boundarySchema,
      boundaryFile: {
        type: 'string',
        pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.geojson$',
        description: 'Instead of boundary: a GeoJSON file in the same folder',
      },
      contacts: object(
        {
          email: { type: 'string', format: 'email' },
          phone: { type: 'string', pattern: '^\\+?[0-9][0-9 ().-]{4,23}$' },
          address: words,
          website: { type: 'string', format: 'uri', pattern: '^https?://' },
        },
        ['email', 'phone', 'address', 'website'],
      ),
      departments: { type: 'array', minItems: 1, maxItems: 200, items: object({ id: slug, name: localisedText }) },
      categories: { type: 'array', minItems: 1, maxItems: 500, items: category },
      ...routingProperties,
      sla: { ...object(levels), description: 'Working days to answer, per kind of report' },
      holidays: object(
        {
          patron: object({
            month: { type: 'integer', minimum: 1, maximum: 12 },
            day: { type: 'integer', minimum: 1, maximum: 31 },
            name: words,
          }),
          closures: { type: 'array', maxItems: 1000, uniqueItems: true, items: { type: 'string', format: 'date' } },
        },
        ['patron'],
      ),
      reminders: {
        ...object({ workingDays: { type: 'integer', minimum: 0, maximum: 100 } }),
        description:
          'How many working days before a deadline the department is reminded of it; 1 when left out, 0 for never',
      },
      reopenDays: { type: 'integer', minimum: 0, maximum: 3650, description: 'Days a reporter has to reopen a report' },
      channels: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: CHANNELS } },
      security: {
        ...object({ secondFactor: some({ enum: ROLES }), oidc: oidcProvider }, ['secondFactor', 'oidc']),
        description: 'How the staff signs in',
      },
      retention: {
        ...object({ reporter: period, texts: period }, ['reporter', 'texts']),
        minProperties: 1,
        description:
          'How long after a report has ended name and contacts, and what was written, are kept; for ever when left out. Then they are forgotten for good',
      },
      openData: {
        ...object({ licence: { enum: OPEN_DATA_LICENCES } }),
        description: 'Licence of the open data; CC-BY-4.0 when left out',
      },
      colours: object({ primary: { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' } }),
    },
    ['boundary', 'boundaryFile', 'areas', 'routing', 'reminders', 'security', 'retention', 'openData'],
  ),
  oneOf: [
    { type: 'object', properties: { boundary: true }, required: ['boundary'] },
    { type: 'object', properties: { boundaryFile: true }, required: ['boundaryFile'] },
  ],
};

/** An object that has all of these properties, but for the optional ones, and no other. */
function object(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  return {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
    additionalProperties: false,
  };
}
