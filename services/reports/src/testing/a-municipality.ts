import type { Municipality } from '@sportello/service-kit';
import { bareMunicipality } from '@sportello/service-kit/testing';

const text = (it: string, en: string): { it: string; en: string } => ({ it, en });

/** A square of Comune with two departments. Potholes go to `roads`, everything about trees to `green`, and whoever reports noise stays unseen. */
export function aMunicipality(id = 'borgo-prova'): Municipality {
  return bareMunicipality(id, {
    name: 'Borgo Prova',
    hosts: [`${id}.example`],
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
    departments: [
      { id: 'roads', name: text('Strade', 'Roads') },
      { id: 'green', name: text('Verde', 'Parks') },
    ],
    categories: [
      {
        slug: 'potholes',
        label: text('Buche', 'Potholes'),
        department: 'roads',
        visibility: 'public',
        questions: [
          {
            id: 'size',
            label: text('Quanto è grande?', 'How large?'),
            type: 'choice',
            choices: [{ id: 'small', label: text('Piccola', 'Small') }],
          },
        ],
      },
      {
        slug: 'trees',
        label: text('Alberi', 'Trees'),
        department: 'green',
        visibility: 'public',
        questions: [{ id: 'height', label: text('Quanto è alto?', 'How tall?'), type: 'text', required: true }],
      },
      { slug: 'noise', label: text('Rumori', 'Noise'), department: 'roads', visibility: 'private', questions: [] },
    ],
    sla: { issue: 10, suggestion: 20, complaint: 30 },
    channels: ['web', 'app', 'phone', 'counter'],
    rulesVersion: 'rules-1',
  });
}
