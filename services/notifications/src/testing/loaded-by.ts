import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Everything a file imports, over relative paths, types left out: what runs when it is loaded. */
export function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, what] of readFileSync(file, 'utf8').matchAll(/^import (?!type )[^;]*? from '([^']+)'/gms)) {
    if (what?.startsWith('.')) loadedBy(`${join(dirname(file), what)}.ts`, seen);
    else if (what !== undefined) seen.add(what);
  }
  return seen;
}
