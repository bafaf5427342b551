import { isReal } from './by-point';
import { Effort } from './effort';
import {
  MunicipalityFileError,
  readMunicipalityFile,
  type MunicipalityFile,
  type MunicipalityFileProblem,
} from './municipality-file';
import { overlapOf, territoryOf } from './overlap';

/** Comparisons of the sides of one Comune with those of all its neighbours, which may be as many as fifty. */
const MAX_COMPARISONS_WITH_OTHERS = 20_000_000;

/** Files that can be read, and what is wrong. */
export interface MunicipalityFiles {
  readonly files: readonly MunicipalityFile[];
  readonly problems: readonly MunicipalityFileProblem[];
}

/** Reads the files that are to serve together, and compares them: everything that is wrong in any of them or between them. */
export async function checkMunicipalityFiles(paths: readonly string[]): Promise<MunicipalityFiles> {
  const { files, problems } = await readMunicipalityFiles(paths);
  return { files, problems: [...problems, ...problemsBetween(files)] };
}

/** Reads the files, each by itself, in the given order. */
export async function readMunicipalityFiles(paths: readonly string[]): Promise<MunicipalityFiles> {
  const files: MunicipalityFile[] = [];
  const problems: MunicipalityFileProblem[] = [];
  for (const path of paths) {
    try {
      files.push(await readMunicipalityFile(path));
    } catch (error) {
      if (!(error instanceof MunicipalityFileError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { files, problems };
}

/**
 * What two files claim, names or ground.
 * @param maxComparisons of the sides of one territory with those of all others: what needs more is refused
 */
export function problemsBetween(
  files: readonly MunicipalityFile[],
  maxComparisons = MAX_COMPARISONS_WITH_OTHERS,
): MunicipalityFileProblem[] {
  return [...collisions(files), ...overlaps(files, maxComparisons)];
}

/** Names that two files claim: it is told of the later one. */
function collisions(files: readonly MunicipalityFile[]): MunicipalityFileProblem[] {
  const problems: MunicipalityFileProblem[] = [];
  const owners = new Map<string, string>();
  for (const { municipality, file, lineOf } of files) {
    const claims: [string, string, readonly (string | number)[]][] = [
      ['id', municipality.id, ['id']],
      ['slug', municipality.slug, ['slug']],
      ...municipality.hosts.map((host, index): [string, string, readonly (string | number)[]] => [
        'host',
        host,
        ['hosts', index],
      ]),
    ];
    for (const [what, value, path] of claims) {
      const owner = owners.get(`${what} ${value}`);
      if (owner !== undefined)
        problems.push({ file, line: lineOf(path), reason: `${what} ${value} is already that of ${owner}` });
      else owners.set(`${what} ${value}`, file);
    }
  }
  return problems;
}

/** Ground that two real Comuni claim. Where a fictitious one lies on a real one, the real one has it. */
function overlaps(files: readonly MunicipalityFile[], maxComparisons: number): MunicipalityFileProblem[] {
  const real = files
    .filter(({ municipality }) => isReal(municipality))
    .map((file) => ({ ...file, territory: territoryOf(file.municipality.boundary) }));
  return real.flatMap(({ municipality: { name }, territory, file, lineOf }, index) => {
    const effort = new Effort(maxComparisons);
    const reasons = real.slice(0, index).flatMap((earlier) => {
      const position = overlapOf(territory, earlier.territory, effort);
      if (!position) return [];
      return `the territory of ${name} overlaps that of ${earlier.municipality.name} (${earlier.file}) near [${position.join(', ')}]: take both boundaries from the same source`;
    });
    if (effort.isSpent)
      reasons.push(
        `too many sides of the territory of ${name} lie beside those of others to be compared (${effort.limit} comparisons): simplify it`,
      );
    const line = Math.max(lineOf(['boundary']), lineOf(['boundaryFile']));
    return reasons.map((reason) => ({ file, line, reason }));
  });
}
