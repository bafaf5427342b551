/** Suites by suffix: `.spec.ts` units, `.int-spec.ts` on real servers, `.e2e-spec.ts` on the running product. */
const { readFileSync } = require('node:fs');
const { whatCannotBeTried } = require('./scripts/what-can-be-tried.cjs');
const { compilerOptions } = JSON.parse(readFileSync(`${__dirname}/tsconfig.base.json`, 'utf8'));

const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([alias, [file]]) => [`^${alias}$`, `<rootDir>/${file}`]),
);

const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/embedded', '<rootDir>/ops', '<rootDir>/test'],
  moduleNameMapper,
  transform: { '^.+\\.ts$': '@swc/jest' },
  setupFiles: ['reflect-metadata'],
};
const onServers = {
  ...shared,
  globalSetup: '<rootDir>/libs/postgres/src/testing/global-setup.ts',
  globalTeardown: '<rootDir>/libs/postgres/src/testing/global-teardown.ts',
};

const untried = whatCannotBeTried().map(({ suite }) => suite);

/** End-to-end suites that ask for no time, and take the longest: they share the machine. */
const SIDE_BY_SIDE = ['**/test/{kill,ops-embedded,ops-maintenance,ops-services,ops-store}.e2e-spec.ts'];

module.exports = {
  // Real servers on a busy machine take their time; what hangs still ends.
  testTimeout: 120_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['**/*.spec.ts'] },
    {
      ...onServers,
      displayName: 'integration',
      testMatch: ['**/*.int-spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...untried],
    },
    {
      ...onServers,
      displayName: 'side-by-side',
      testMatch: SIDE_BY_SIDE,
    },
    {
      ...onServers,
      displayName: 'end-to-end',
      testMatch: ['**/*.e2e-spec.ts', ...SIDE_BY_SIDE.map((suite) => `!${suite}`)],
      testPathIgnorePatterns: ['/node_modules/', ...untried],
    },
  ],
};
