import { eventually } from '@sportello/event-sourcing/testing';
import fc from 'fast-check';
import { askOf, bodyOf } from './testing/isolation/asking';
import { canary } from './testing/isolation/canaries';
import { Door, operationsAt, type Answer, type Operation } from './testing/isolation/door';
import { openInstallation, type Installation } from './testing/isolation/installation';
import { anyRequest, type Generated } from './testing/isolation/requests';
import { LEFT_OUT, ROUTES } from './testing/isolation/routes';
import { openStream } from './testing/isolation/streams';
import { toldBriefly } from './testing/isolation/told-briefly';
import { wrongIn } from './testing/isolation/verdict';
import { plantWorld, type World } from './testing/isolation/world';

/** Requests that are under way together. */
const AT_ONCE = 100;
/** Fewer are for a first look at a new route, and end as too few. */
const ROUNDS = Number(process.env['ISOLATION_ROUNDS'] ?? 205);
const FEWEST_REQUESTS = 20_000;

let installation: Installation;
let operations: ReadonlyMap<string, Operation>;
let world: World;
let door: Door;
beforeAll(async () => {
  installation = await openInstallation();
  operations = await operationsAt(installation.address);
  door = new Door(installation.address, operations);
  world = await plantWorld(installation);
}, 900_000);
afterAll(async () => {
  door.close();
  await installation.close();
});

interface Asked extends Answer {
  readonly operation: string;
  /** What is wrong, with what was sent. */
  readonly wrong: readonly string[];
}

async function ask(request: Generated): Promise<Asked> {
  const sent = door.write(request);
  const answer = await door.ask(sent);
  const { operation, caller } = request;
  const who = [caller.municipality, caller.wrong, ...caller.roles, ...caller.departments].join(' ');
  const wrong = wrongIn(request, sent, answer, world).map((what) => `${operation} ${what}, asked as ${who}`);
  return { operation, ...answer, wrong: wrong.map((what) => `${what}: ${JSON.stringify(sent)} ${answer.body}`) };
}

it('knows of every operation of the API what it shows and to whom', () => {
  const known = [...Object.keys(ROUTES), ...Object.keys(LEFT_OUT)];
  expect([...operations.keys()].filter((operation) => !known.includes(operation))).toEqual([]);
  expect(known.filter((operation) => !operations.has(operation))).toEqual([]);
});

it('shows nobody what is of another Comune or department, over every route: in bodies, headers, counts and errors', async () => {
  const statuses = new Map<number, number>();
  const opened = new Set<string>();
  const begun = performance.now();
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRequest(world.callers, world), { minLength: AT_ONCE, maxLength: AT_ONCE }),
      async (requests) => {
        const answers = await Promise.all(requests.map(ask));
        for (const { operation, status } of answers) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 200) opened.add(operation);
        }
        expect(answers.flatMap(({ wrong }) => wrong)).toEqual([]);
      },
    ),
    { numRuns: ROUNDS, endOnFailure: true, asyncReporter: toldBriefly },
  );
  const all = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const aSecond = Math.round((all * 1000) / (performance.now() - begun));
  process.stdout.write(`Isolation: ${all} requests over ${operations.size} operations, ${aSecond} a second\n`);
  // Much was refused, and much was not: else nothing would have been tried.
  expect(statuses.get(200)).toBeGreaterThan(all / 10);
  expect((statuses.get(503) ?? 0) + (statuses.get(429) ?? 0)).toBeLessThan(all / 20);
  for (const status of [400, 401, 403, 404, 405, 412]) expect(statuses.get(status)).toBeGreaterThan(all / 200);
  const reads = Object.keys(ROUTES).filter((operation) => operations.get(operation)?.method === 'GET');
  // Here is no provider to sign in with, and no demonstration.
  const shut = ['beginOidcSignIn', 'devMailPage', 'devMails', 'finishOidcSignIn'];
  expect(reads.filter((operation) => !opened.has(operation)).sort()).toEqual(shut);
  expect(all).toBeGreaterThanOrEqual(FEWEST_REQUESTS);
}, 1_800_000);

it('leaves everything as it was, whoever asked for what', async () => {
  for (const { number, municipality, code, token, circumstance } of world.reports) {
    const headers = { 'x-municipality': municipality, 'x-report-token': token };
    const answer = await askOf(installation)('GET', `/api/v1/reports/${code}`, headers);
    const status = circumstance === 'proposed' ? 'submitted' : 'assigned';
    expect(await bodyOf(answer, 200)).toMatchObject({ code, status, subject: canary(number, 'subject') });
  }
  const sessions = world.members.map(({ session }) => session);
  const open = await installation.query('select id from gateway.sessions where id = any($1)', [sessions]);
  expect(open).toHaveLength(sessions.length);
});

it('tells the stream of one report nothing of another', async () => {
  const streams = await Promise.all(world.reports.map((report) => openStream(installation.address, report)));
  const [changed, ...others] = streams;
  if (changed === undefined) throw new Error('Nothing was planted');
  const { municipality, code } = changed.report;
  const operator = world.callers.find((one) => one.municipality === municipality && one.roles.includes('operator'));
  const office = { 'x-municipality': municipality, authorization: `Bearer ${operator?.token ?? ''}` };
  const note = { note: 'Per tutti', public: true };
  await bodyOf(await askOf(installation)('POST', `/api/v1/reports/${code}/notes`, office, note), 200);
  await eventually(() => changed.events().length === 2);
  expect(others.map((stream) => stream.events().length)).toEqual(others.map(() => 1));
  const told = streams.flatMap((stream) => stream.events()).join();
  expect([...world.canaries.in(told)]).toEqual([]);
  for (const stream of streams) stream.close();
});
