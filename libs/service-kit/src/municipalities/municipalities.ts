import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Point } from './boundary';
import { ByPoint } from './by-point';
import type { Municipality } from './municipality';
import { MunicipalityFileError } from './municipality-file';
import { readMunicipalityFiles } from './municipality-files';

/** The Comuni of this installation. Read once, at the start. */
export class Municipalities {
  private readonly byEachId = new Map<string, Municipality>();
  private readonly byEachSlug = new Map<string, Municipality>();
  private readonly byEachHost = new Map<string, Municipality>();
  private readonly byPoint: ByPoint;

  /** Ids, slugs and hosts must be distinct, as `load` ensures. */
  constructor(private readonly municipalities: readonly Municipality[]) {
    this.byPoint = new ByPoint(municipalities);
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

    const { files, problems } = await readMunicipalityFiles(names.map((name) => join(directory, name)));
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

  /** In whose territory a point lies, edges included; a real one before a fictitious one. */
  at(point: Point): Municipality | undefined {
    return this.byPoint.find(point);
  }

  /** The only one there is; undefined when there are several. */
  only(): Municipality | undefined {
    return this.municipalities.length === 1 ? this.municipalities[0] : undefined;
  }
}
