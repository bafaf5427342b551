import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Municipality } from '../municipality';
import { readMunicipalityFile } from '../municipality-file';

const DEMO = join(__dirname, '../../../../../deploy/municipalities/borgo-esempio.yaml');

/** The demo municipality's file in a folder of its own, with one more section at its end. */
export class DemoWithSection {
  private constructor(
    private readonly folder: string,
    private readonly demo: string,
    private readonly section: string,
  ) {}

  static async open(section: string): Promise<DemoWithSection> {
    const folder = await mkdtemp(join(tmpdir(), 'municipalities-'));
    await copyFile(DEMO, join(folder, 'borgo.yaml'));
    return new DemoWithSection(folder, await readFile(DEMO, 'utf8'), section);
  }

  /** The line that the section's name stands on. */
  get line(): number {
    return this.demo.split('\n').length;
  }

  /** @param written below the section's name; undefined: without the section @throws MunicipalityFileError */
  async read(written?: string): Promise<Municipality> {
    const more = written === undefined ? '' : `${this.section}:\n  ${written.replaceAll('\n', '\n  ')}\n`;
    const file = join(this.folder, 'borgo.yaml');
    await writeFile(file, this.demo + more);
    return (await readMunicipalityFile(file)).municipality;
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
