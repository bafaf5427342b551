import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of the product: the nearest one above this file whose package.json is ours. The same from the sources and from `dist/`.
 * @throws Error when the code was moved out of the product
 */
export function productRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const description = join(folder, 'package.json');
    if (existsSync(description) && isOurs(readFileSync(description, 'utf8'))) return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json of sportello above ${__dirname}`);
  }
}

function isOurs(description: string): boolean {
  const parsed: unknown = JSON.parse(description);
  return typeof parsed === 'object' && parsed !== null && 'name' in parsed && parsed.name === 'sportello';
}
