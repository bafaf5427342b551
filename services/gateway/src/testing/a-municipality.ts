import type { Municipality } from '@sportello/service-kit';

/** A Comune with one category and two departments. */
export function aMunicipality(changes: Partial<Municipality> = {}): Municipality {
  return {
    id: 'borgo-esempio',
    slug: 'borgo-esempio',
    name: 'Borgo Esempio',
    istat: '000000',
    hosts: ['sportello.borgo.example'],
    languages: ['it', 'en'],
    timeZone: 'Europe/Rome',
    boundary: {
      type: 'Polygon',
      coordinates: [
        [
          [13, 41],
          [14, 41],
          [14, 42],
          [13, 42],
          [13, 41],
        ],
      ],
    },
    contacts: { email: 'urp@borgo.example' },
    departments: [
      { id: 'roads', name: { it: 'Strade', en: 'Roads' } },
      { id: 'green', name: { it: 'Verde', en: 'Greenery' } },
    ],
    categories: [
      {
        slug: 'potholes',
        label: { it: 'Buche', en: 'Potholes' },
        department: 'roads',
        visibility: 'public',
        questions: [
          {
            id: 'size',
            label: { it: 'Quanto è grande?', en: 'How large?' },
            type: 'choice',
            choices: [{ id: 'small', label: { it: 'Piccola', en: 'Small' } }],
          },
        ],
      },
    ],
    sla: { issue: 20, suggestion: 30, complaint: 30 },
    holidays: { closures: [] },
    reopenDays: 30,
    channels: ['web', 'app', 'phone', 'counter'],
    colours: { primary: '#004d99' },
    rulesVersion: 'test',
    ...changes,
  };
}
