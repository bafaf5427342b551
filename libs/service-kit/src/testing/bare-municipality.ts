import type { Municipality } from '../municipalities/municipality';

/** A Comune of which nothing is said but its id: tests add what they are about. */
export function bareMunicipality(id: string, changes: Partial<Municipality> = {}): Municipality {
  return {
    id,
    slug: id,
    name: id,
    istat: '000000',
    hosts: [],
    languages: ['it', 'en'],
    timeZone: 'Europe/Rome',
    boundary: { type: 'Polygon', coordinates: [] },
    contacts: {},
    departments: [],
    categories: [],
    sla: { issue: 20, suggestion: 30, complaint: 30 },
    holidays: { closures: [] },
    reopenDays: 30,
    channels: ['web'],
    colours: { primary: '#0066cc' },
    rulesVersion: 'test',
    ...changes,
  };
}
