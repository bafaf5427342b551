import { bareMunicipality } from '../testing';
import { polygonsOf } from './boundary';
import type { Boundary } from './municipality';
import type { MunicipalityFile } from './municipality-file';
import { problemsBetween } from './municipality-files';
import { combs } from './testing/outlines';

const fileOf = (id: string, boundary: Boundary): MunicipalityFile => ({
  municipality: bareMunicipality(id, { istat: '060019', boundary }),
  file: `${id}.yaml`,
  lineOf: () => 7,
});

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
