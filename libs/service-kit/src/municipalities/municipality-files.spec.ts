import { polygonsOf } from './boundary';
import type { Boundary, Municipality } from './municipality';
import type { MunicipalityFile } from './municipality-file';
import { problemsBetween } from './municipality-files';
import { combs } from './testing/outlines';

const fileOf = (id: string, boundary: Boundary): MunicipalityFile => {
  const municipality: Municipality = {
    id,
    slug: id,
    name: id,
    istat: '060019',
    hosts: [],
    languages: ['it'],
    timeZone: 'Europe/Rome',
    boundary,
    contacts: {},
    departments: [],
    categories: [],
    sla: { issue: 20, suggestion: 30, complaint: 30 },
    holidays: { closures: [] },
    reopenDays: 30,
    channels: ['web'],
    colours: { primary: '#0066cc' },
    rulesVersion: 'test',
  };
  return { municipality, file: `${id}.yaml`, lineOf: () => 7 };
};

it('A territory whose sides are too many beside those of another is refused before it takes too long', () => {
  const [south, north] = polygonsOf(combs(500, 'diagonally')).map((coordinates): Boundary => ({
    type: 'Polygon',
    coordinates,
  }));
  const files = [fileOf('nord', north ?? combs(1, 'eastwards')), fileOf('sud', south ?? combs(1, 'eastwards'))];
  const reason =
    'too many sides of the territory of sud lie beside those of others to be compared (100000 comparisons): simplify it';
  expect(problemsBetween(files, 100_000)).toEqual([{ file: 'sud.yaml', line: 7, reason }]);
});
