import { relative } from 'node:path';

const ROOT = `${__dirname}/../../..`;

export interface LoadedModules {
  /** Of ours, by their path in the product. */
  readonly files: readonly string[];
  /** Other people's, by name; without the one that every test begins with. */
  readonly packages: readonly string[];
}

/** What this test has loaded so far. */
export function loadedModules(): LoadedModules {
  const paths = Object.keys(require.cache).map((file) => relative(ROOT, file).replaceAll('\\', '/'));
  const packages = paths.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return {
    files: paths.filter((path) => !path.includes('node_modules/')),
    packages: [...new Set(packages)].filter((name) => name !== 'reflect-metadata').sort(),
  };
}
