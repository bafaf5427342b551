import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Municipalities, type MunicipalitiesChange } from './municipalities';
import { MunicipalityFileError, type MunicipalityFile, type MunicipalityFileProblem } from './municipality-file';
import { checkMunicipalityFiles, problemsBetween, readMunicipalityFiles } from './municipality-files';

const DESCRIPTION = /\.ya?ml$/;
const PART = /\.(ya?ml|geojson)$/;

/**
 * The folder with the municipalities' files: every `*.yaml` and `*.yml` directly in it, in the order of their names. Read as a whole when it is
 * opened, and again whenever its owner changed it.
 */
export class MunicipalityFolder {
  readonly municipalities: Municipalities;

  private constructor(
    private readonly directory: string,
    private files: readonly MunicipalityFile[],
  ) {
    this.municipalities = new Municipalities(files.map(({ municipality }) => municipality));
  }

  /** @throws MunicipalityFileError naming file, line and reason of everything that is wrong, in all of them */
  static async open(directory: string): Promise<MunicipalityFolder> {
    const paths = await descriptionsIn(directory);
    if (paths.length === 0) throw new MunicipalityFileError([nothingIn(directory)]);
    const { files, problems } = await checkMunicipalityFiles(paths);
    if (problems.length > 0) throw new MunicipalityFileError(problems);
    return new MunicipalityFolder(directory, files);
  }

  /**
   * Brings the Comuni served to what the files say now, as far as that is right. A file that cannot be read leaves its Comune as it was; when two
   * claim the same name or ground, or no file is left at all, nothing changes. What is wrong is told by `municipalities.problems()`.
   */
  async refresh(): Promise<MunicipalitiesChange> {
    const paths = await descriptionsIn(this.directory);
    const read = await readMunicipalityFiles(paths);
    const names = new Set(paths.map((path) => basename(path)));
    const readable = new Set(read.files.map(({ file }) => file));
    const kept = this.files.filter(({ file }) => names.has(file) && !readable.has(file));
    const next = [...read.files, ...kept].sort((a, b) => (a.file < b.file ? -1 : 1));
    const together = next.length === 0 ? [nothingIn(this.directory)] : problemsBetween(next);
    this.municipalities.tellProblems([...read.problems, ...together]);
    if (together.length > 0) return { added: [], changed: [], removed: [] };
    this.files = next;
    return this.municipalities.replace(next.map(({ municipality }) => municipality));
  }

  /** Another text when any file has become another one; looks at no content. @throws what the file system has to say */
  async fingerprint(): Promise<string> {
    const names = (await readdir(this.directory)).filter((name) => PART.test(name)).sort();
    const looks = names.map(async (name) => {
      const { ino, size, mtimeMs, ctimeMs } = await stat(join(this.directory, name));
      return [name, ino, size, mtimeMs, ctimeMs].join(' ');
    });
    return (await Promise.all(looks)).join('\n');
  }
}

async function descriptionsIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => DESCRIPTION.test(name))
    .sort()
    .map((name) => join(directory, name));
}

function nothingIn(directory: string): MunicipalityFileProblem {
  return { file: directory, line: 0, reason: 'no municipality file (*.yaml) here' };
}
