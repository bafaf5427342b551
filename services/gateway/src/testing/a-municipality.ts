import type { Municipality } from '@sportello/service-kit';
import { bareMunicipality } from '@sportello/service-kit/testing';

/** A Comune with one category and two departments. */
export function aMunicipality(changes: Partial<Municipality> = {}): Municipality {
  return bareMunicipality('borgo-esempio', {
    name: 'Borgo Esempio',
    hosts: ['sportello.borgo.example'],
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
    channels: ['web', 'app', 'phone', 'counter'],
    colours: { primary: '#004d99' },
    ...changes,
  });
}
