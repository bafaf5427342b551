import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Municipality } from './municipality';
import {
  MunicipalityFileError,
  readMunicipalityFile,
  type MunicipalityFile,
  type MunicipalityFileProblem,
} from './municipality-file';

/** The Comuni of this installation. Read once, at the start. */
export class Municipalities {
  private readonly byEachId = new Map<string, Municipality>();
  private readonly byEachSlug = new Map<string, Municipality>();
  private readonly byEachHost = new Map<string, Municipality>();

  /** Ids, slugs and hosts must be distinct, as `load` ensures. */
  constructor(private readonly municipalities: readonly Municipality[]) {
    for (const municipality of municipalities) {
      this.byEachId.set(municipality.id, municipality);
      this.byEachSlug.set(municipality.slug, municipality);
      for (const host of municipality.hosts) this.byEachHost.set(host, municipality);
    }
  }

  /**
   * Reads every `*.yaml` and `*.yml` directly in `directory`, in the order of their names.
   * @throws MunicipalityFileError naming file, line and reason of everything that is wrong, in all of them
   */
  static async load(directory: string): Promise<Municipalities> {
    const names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort();
    if (names.length === 0)
      throw new MunicipalityFileError([{ file: directory, line: 0, reason: 'no municipality file (*.yaml) here' }]);

    const files: MunicipalityFile[] = [];
    const problems: MunicipalityFileProblem[] = [];
    for (const name of names) {
      try {
        files.push(await readMunicipalityFile(join(directory, name)));
      } catch (error) {
        if (!(error instanceof MunicipalityFileError)) throw error;
        problems.push(...error.problems);
      }
    }
    problems.push(...collisions(files));
    if (problems.length > 0) throw new MunicipalityFileError(problems);
    return new Municipalities(files.map((file) => file.municipality));
  }

  all(): readonly Municipality[] {
    return this.municipalities;
  }

  byId(id: string): Municipality | undefined {
    return this.byEachId.get(id);
  }

  bySlug(slug: string): Municipality | undefined {
    return this.byEachSlug.get(slug);
  }

  /** By the value of a `Host` header: case, port and a final dot do not matter. */
  byHost(host: string): Municipality | undefined {
    return this.byEachHost.get(host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, ''));
  }

  /** The only one there is; undefined when there are several. */
  only(): Municipality | undefined {
    return this.municipalities.length === 1 ? this.municipalities[0] : undefined;
  }
}

/** What two files claim both: the later one (by name) is told. */
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
