import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';

const BOUNDARIES = '@nx/enforce-module-boundaries';
const FOLDERS = 'no-restricted-imports';

/** One line of code that breaks the architecture, where it would stand, and the rule that must notice. */
interface Planted {
  readonly rule: string;
  readonly path: string;
  readonly code: string;
}

const use = (what: string, from: string): string =>
  `import { ${what} } from '${from}';\nexport const used = ${what};\n`;

const violations: Readonly<Record<string, Planted>> = {
  'contracts use a driver': {
    rule: BOUNDARIES,
    path: 'libs/contracts/src/planted.ts',
    code: use('Pool', 'pg'),
  },
  'contracts use another library of ours': {
    rule: BOUNDARIES,
    path: 'libs/contracts/src/planted.ts',
    code: use('streamName', '@sportello/event-sourcing'),
  },
  'event-sourcing uses contracts': {
    rule: BOUNDARIES,
    path: 'libs/event-sourcing/src/planted.ts',
    code: use('SUBJECTS', '@sportello/contracts'),
  },
  'event-sourcing uses a framework': {
    rule: BOUNDARIES,
    path: 'libs/event-sourcing/src/planted.ts',
    code: use('Injectable', '@nestjs/common'),
  },
  'an event store uses the services’ database': {
    rule: BOUNDARIES,
    path: 'libs/event-store-postgres/src/planted.ts',
    code: use('Database', '@sportello/postgres'),
  },
  'postgres uses contracts': {
    rule: BOUNDARIES,
    path: 'libs/postgres/src/planted.ts',
    code: use('SUBJECTS', '@sportello/contracts'),
  },
  'messaging uses postgres': {
    rule: BOUNDARIES,
    path: 'libs/messaging/src/planted.ts',
    code: use('Database', '@sportello/postgres'),
  },
  'service-kit uses an event store': {
    rule: BOUNDARIES,
    path: 'libs/service-kit/src/planted.ts',
    code: use('PostgresEventStore', '@sportello/event-store-postgres'),
  },
  'a service uses another service': {
    rule: BOUNDARIES,
    path: 'services/notifications/src/planted.ts',
    code: use('reportsService', '@sportello/reports'),
  },
  'the newsletter uses another service': {
    rule: BOUNDARIES,
    path: 'services/newsletter/src/planted.ts',
    code: use('notificationsService', '@sportello/notifications'),
  },
  'the command line uses the newsletter': {
    rule: BOUNDARIES,
    path: 'ops/src/planted.ts',
    code: use('newsletterService', '@sportello/newsletter'),
  },
  'a service reaches into another service': {
    rule: BOUNDARIES,
    path: 'services/notifications/src/planted.ts',
    code: use('reportDecider', '../../reports/src/domain/report/decider'),
  },
  'the gateway uses an event store': {
    rule: BOUNDARIES,
    path: 'services/gateway/src/planted.ts',
    code: use('PostgresEventStore', '@sportello/event-store-postgres'),
  },
  'a library uses a service': {
    rule: BOUNDARIES,
    path: 'libs/service-kit/src/planted.ts',
    code: use('gatewayService', '@sportello/gateway'),
  },
  'a service uses the composition root': {
    rule: BOUNDARIES,
    path: 'services/gateway/src/planted.ts',
    code: use('box', '../../../embedded/src/terminal/box'),
  },
  'the command line uses the composition root': {
    rule: BOUNDARIES,
    path: 'ops/src/planted.ts',
    code: use('box', '../../embedded/src/terminal/box'),
  },
  'the command line uses a service': {
    rule: BOUNDARIES,
    path: 'ops/src/planted.ts',
    code: use('reportsService', '@sportello/reports'),
  },
  'the domain uses a framework': {
    rule: FOLDERS,
    path: 'services/reports/src/domain/report/planted.ts',
    code: use('Injectable', '@nestjs/common'),
  },
  'the domain uses an ORM': {
    rule: FOLDERS,
    path: 'services/reports/src/domain/report/planted.ts',
    code: use('Entity', 'typeorm'),
  },
  'the domain uses the bus': {
    rule: FOLDERS,
    path: 'services/reports/src/domain/report/planted.ts',
    code: use('connect', 'nats'),
  },
  'the domain uses another library than event-sourcing': {
    rule: FOLDERS,
    path: 'services/reports/src/domain/report/planted.ts',
    code: use('Database', '@sportello/postgres'),
  },
  'the domain uses a use case': {
    rule: FOLDERS,
    path: 'services/reports/src/domain/report/planted.ts',
    code: use('anything', '../../features/submit-report/submit-report.handler'),
  },
  'the domain looks at the clock': {
    rule: 'no-restricted-properties',
    path: 'services/reports/src/domain/report/planted.ts',
    code: 'export const now = (): number => Date.now();\n',
  },
  'the domain asks for the date of today': {
    rule: 'no-restricted-syntax',
    path: 'services/reports/src/domain/report/planted.ts',
    code: 'export const today = (): Date => new Date();\n',
  },
  'the domain throws dice': {
    rule: 'no-restricted-properties',
    path: 'services/reports/src/domain/report/planted.ts',
    code: 'export const dice = (): number => Math.random();\n',
  },
  'a use case uses a read model': {
    rule: FOLDERS,
    path: 'services/reports/src/features/planted/planted.handler.ts',
    code: use('anything', '../../read-models/status-page/status-page.query'),
  },
  'a read model uses a use case': {
    rule: FOLDERS,
    path: 'services/reports/src/read-models/planted/planted.projection.ts',
    code: use('anything', '../../features/submit-report/submit-report.handler'),
  },
  'a signal is joined with a long-lived one': {
    rule: 'no-restricted-properties',
    path: 'libs/event-sourcing/src/planted.ts',
    code: 'export const planted = (one: AbortSignal, other: AbortSignal): AbortSignal => AbortSignal.any([one, other]);\n',
  },
  'something is any': {
    rule: '@typescript-eslint/no-explicit-any',
    path: 'libs/contracts/src/planted.ts',
    code: 'export const planted = (value: any): unknown => value;\n',
  },
  'something is cast through unknown': {
    rule: 'no-restricted-syntax',
    path: 'libs/contracts/src/planted.ts',
    code: 'export const planted = (value: string): number => value as unknown as number;\n',
  },
};

const allowed: readonly Omit<Planted, 'rule'>[] = [
  { path: 'libs/service-kit/src/planted.ts', code: use('SUBJECTS', '@sportello/contracts') },
  { path: 'services/reports/src/planted.ts', code: use('PostgresEventStore', '@sportello/event-store-postgres') },
  { path: 'services/reports/src/domain/report/planted.ts', code: use('uuidV5', '@sportello/event-sourcing') },
  { path: 'ops/src/planted.ts', code: use('PostgresEventStore', '@sportello/event-store-postgres') },
  { path: 'embedded/src/planted.ts', code: use('gatewayService', '@sportello/gateway') },
  { path: 'embedded/src/planted.ts', code: use('newsletterService', '@sportello/newsletter') },
];

describe('The linter keeps the architecture', () => {
  let broken: readonly (readonly string[])[];
  const names = Object.keys(violations);

  beforeAll(async () => {
    broken = await lint([...Object.values(violations), ...allowed]);
  }, 300_000);

  it.each(names)('notices when %s', (name) => {
    expect(broken[names.indexOf(name)]).toContain(violations[name]?.rule);
  });

  it('lets through what is allowed', () => {
    expect(broken.slice(names.length)).toEqual(allowed.map(() => []));
  });
});

/** Names of the rules that each text breaks. The linter runs in a process of its own: its configuration is an ES module. */
async function lint(texts: readonly Omit<Planted, 'rule'>[]): Promise<readonly (readonly string[])[]> {
  const root = join(__dirname, '..');
  const child = spawn(process.execPath, [join(root, 'scripts', 'lint-texts.mjs')], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(texts));
  const results = (await json(child.stdout)) as { readonly broken: readonly string[] }[];
  return results.map((result) => result.broken);
}
