import { isReal } from './by-point';
import {
  MunicipalityFileError,
  readMunicipalityFile,
  type MunicipalityFile,
  type MunicipalityFileProblem,
} from './municipality-file';
import { overlapOf } from './overlap';

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

/** What two files claim, names or ground. */
export function problemsBetween(files: readonly MunicipalityFile[]): MunicipalityFileProblem[] {
  return [...collisions(files), ...overlaps(files)];
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
function overlaps(files: readonly MunicipalityFile[]): MunicipalityFileProblem[] {
  const real = files.filter(({ municipality }) => isReal(municipality));
  return real.flatMap(({ municipality: { name, boundary }, file, lineOf }, index) =>
    real.slice(0, index).flatMap((earlier) => {
      const position = overlapOf(boundary, earlier.municipality.boundary);
      if (!position) return [];
      const reason = `the territory of ${name} overlaps that of ${earlier.municipality.name} (${earlier.file}) near [${position.join(', ')}]: take both boundaries from the same source`;
      return [{ file, line: Math.max(lineOf(['boundary']), lineOf(['boundaryFile'])), reason }];
    }),
  );
}
