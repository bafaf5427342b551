import { randomUUID } from 'node:crypto';
import type { Actor, OperationStarted, OperationView, RoutingTrial } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { asService, mayAsk, type Bus } from '@sportello/messaging';
import fc from 'fast-check';
import { FIELDS } from './testing/isolation/canaries';
import { COMUNI, goesElsewhere } from './testing/isolation/comuni';
import { openInstallation, type Installation } from './testing/isolation/installation';
import { actorOf, ALL_SUBJECTS, MESSAGES, type SubjectName } from './testing/isolation/messages';
import {
  allowed,
  anybodyIn,
  isPublished,
  mayHaveNamed,
  maySee,
  OF_REPORTER,
  worksOn,
} from './testing/isolation/oracle';
import { emailOf } from './testing/isolation/reports';
import { anyRequest, type Generated } from './testing/isolation/requests';
import { countedIn } from './testing/isolation/rules';
import { toldBriefly } from './testing/isolation/told-briefly';
import { plantWorld, type World } from './testing/isolation/world';

/** Messages that are under way together. */
const AT_ONCE = 20;
const ROUNDS = 250;
const TIMEOUT_MS = 30_000;

let installation: Installation;
let world: World;
beforeAll(async () => {
  installation = await openInstallation();
  world = await plantWorld(installation);
}, 900_000);
afterAll(() => installation.close());

const NAMES = Object.keys(MESSAGES) as SubjectName[];

/** What comes back over the bus, as text; `refused` when the message does not even get there. */
async function answerOver(bus: Bus, name: SubjectName, message: object, actor: Actor): Promise<string> {
  const id = randomUUID();
  const context = { actor, metadata: { correlationId: id, causationId: id, commandId: id } };
  try {
    const reply = await bus.request(ALL_SUBJECTS[name], message, context, { timeoutMs: TIMEOUT_MS });
    return reply.ok ? JSON.stringify(reply.value) : `refused ${JSON.stringify(reply.refusal)}`;
  } catch (error) {
    return `refused ${String(error)}`;
  }
}

/** How many reports there are in what this subject counts; undefined when it counts none. */
function countFor(name: SubjectName, request: Generated): number | undefined {
  switch (name) {
    case 'publicReports':
    case 'openData':
    case 'openDataStatistics':
      return world.reports.filter((report) => isPublished(request, report)).length;
    case 'workQueue':
    case 'statistics':
    case 'exportReports':
      return world.reports.filter((report) => worksOn(request, report)).length;
    default:
      return undefined;
  }
}

/** What is of nobody but who made a report, where that is asked for. */
function opened(name: SubjectName, request: Generated): readonly string[] {
  const { municipality, about, other } = request;
  // The link of a mail proves who asks.
  const asking = name === 'myReports' ? { ...anybodyIn(municipality), holds: other } : request;
  const seen = name === 'myReports' ? FIELDS.filter((field) => maySee(asking, other, field)) : [];
  const named = name === 'reportExport' && mayHaveNamed(request, about) ? OF_REPORTER : [];
  return [...seen.map((field) => `${other.number} ${field}`), ...named.map((field) => `${about.number} ${field}`)];
}

interface Heard {
  readonly name: SubjectName;
  readonly text: string;
  /** What is wrong, with what was sent. */
  readonly wrong: readonly string[];
}

async function hear(name: SubjectName, generated: Generated): Promise<Heard> {
  // The bus knows no other Comune than the actor's.
  const request = { ...generated, municipality: generated.caller.municipality ?? generated.municipality };
  const message = MESSAGES[name](request);
  const text = await answerOver(installation.gatewayBus, name, message, actorOf(request));
  const known = [...world.canaries.in(JSON.stringify(message))].filter((one) => one.endsWith(' code'));
  const may = new Set([...allowed(request, world), ...known, ...opened(name, request)]);
  const leaked = [...world.canaries.in(text)].filter((canary) => !may.has(canary));
  const refused = text.startsWith('refused');
  const count = countFor(name, request);
  const wrong = [
    ...leaked.map((canary) => `shows ${canary}`),
    ...(count === undefined || (refused ? 0 : countedIn(text)) === count ? [] : [`counts others than ${count}`]),
    ...(refused || mayAsk('gateway', ALL_SUBJECTS[name]) ? [] : ['answers the door, which may not ask']),
  ];
  const sent = `${JSON.stringify(actorOf(request))} ${JSON.stringify(message)} ${text}`;
  return { name, text, wrong: wrong.map((what) => `${name} ${what}: ${sent}`) };
}

it('knows of every subject what to send there', () => {
  expect(NAMES.sort()).toEqual(Object.keys(ALL_SUBJECTS).sort());
});

it('shows nobody what is of another Comune or department over the bus, whichever subject is asked', async () => {
  const answered = new Set<SubjectName>();
  let messages = 0;
  const anyone = anyRequest(
    world.callers.filter(({ wrong }) => wrong === undefined),
    world,
  );
  const some = fc.array(fc.tuple(fc.constantFrom(...NAMES), anyone), { minLength: AT_ONCE, maxLength: AT_ONCE });
  await fc.assert(
    fc.asyncProperty(some, async (asked) => {
      const answers = await Promise.all(asked.map(([name, request]) => hear(name, request)));
      for (const { name, text } of answers) if (!text.startsWith('refused')) answered.add(name);
      messages += answers.length;
      expect(answers.flatMap(({ wrong }) => wrong)).toEqual([]);
    }),
    { numRuns: ROUNDS, endOnFailure: true, asyncReporter: toldBriefly },
  );
  process.stdout.write(`Isolation: ${messages} messages to ${NAMES.length} subjects\n`);
  const pages = [
    'reportPage',
    'reportHistory',
    'reportReceipt',
    'similarReports',
    'similarTo',
    'readFollow',
    'myReports',
  ] as const;
  const lists = [
    'publicReports',
    'workQueue',
    'statistics',
    'exportReports',
    'openData',
    'openDataStatistics',
  ] as const;
  const unanswered = [...pages, ...lists, 'personalDataReads', 'deadLetters'] as const;
  expect(unanswered.filter((name) => !answered.has(name))).toEqual([]);
}, 1_800_000);

it.each(NAMES)('%s: opens nothing to a token that somebody else signed', async (name) => {
  const [report, member] = [world.reports[0], world.members[0]];
  const operator = world.callers.find(({ roles }) => roles.includes('operator'));
  const [follow, template] = [world.follows[0], world.templates[0]];
  if (!report || !member || !operator || !follow || !template) throw new Error('Nothing was planted');
  const request: Generated = {
    ...{ operation: '', way: 'described', byHost: false, geoJson: false, caller: operator, member, follow, template },
    ...{ municipality: report.municipality, about: report, other: report },
  };
  const strangers = installation.forged.filter(({ peer }) => mayAsk(peer, ALL_SUBJECTS[name]));
  expect(strangers.length).toBeGreaterThan(0);
  for (const { peer, bus } of strangers) {
    const actor: Actor = peer === 'gateway' ? actorOf(request) : { kind: 'service', id: peer };
    const text = await answerOver(bus, name, MESSAGES[name](request), actor);
    expect(text).toBe('refused {"code":"NOT_AUTHENTICATED"}');
  }
});

describe.each(COMUNI)('operators who name $municipality', ({ municipality, departments: [[department]] }) => {
  const { actor } = asService('ops', { correlationId: 'isolation', causationId: 'isolation' });
  const asked = (name: SubjectName, message: object): Promise<string> =>
    answerOver(installation.opsBus, name, message, actor);
  const result = async (name: SubjectName, message: object): Promise<OperationView> => {
    const { id } = JSON.parse(await asked(name, message)) as OperationStarted;
    return eventually(
      async () => JSON.parse(await asked('reportsOperation', { id, taken: 0 })) as OperationView,
      ({ state }) => state !== 'running',
    );
  };

  it('are shown none of the reports, people and accounts of another', async () => {
    for (const { code, number } of world.reports.filter((one) => one.municipality !== municipality)) {
      const report = { code, municipality, personal: true };
      expect(await asked('streamPage', { ...report, revision: 0 })).toMatch(/^refused/);
      expect(await asked('pageAsOf', { ...report, at: '2099-01-01T00:00:00Z' })).toMatch(/^refused/);
      const found = await result('findContact', { contact: emailOf(number), municipality });
      expect(found).toMatchObject({ state: 'done', result: { reports: 0 } });
    }
    const accounts = world.canaries.in(await asked('accounts', { municipality }));
    const own = world.members.filter((one) => one.municipality === municipality);
    expect([...accounts].sort()).toEqual(own.flatMap(({ number }) => [`${number} login`, `${number} staff`]).sort());
  });

  it('try rules on its reports alone', async () => {
    const draft = { areas: [], routing: [{ id: 'all', when: {}, then: { department } }] };
    const period = { from: '2000-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' };
    const { items, result: trial } = await result('tryRouting', { municipality, draft, ...period });
    const own = world.reports.filter((one) => one.municipality === municipality);
    expect((trial as RoutingTrial).reports).toBe(own.length);
    const elsewhere = own.filter(goesElsewhere).map(({ number }) => `${number} code`);
    expect([...world.canaries.in(JSON.stringify(items))].sort()).toEqual(elsewhere.sort());
  });
});
