import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { MAX_IMPORTED_SUBSCRIBERS, type ImportSubscribers, type SubscriberOutcome } from '@sportello/contracts';
import type { Reply } from '@sportello/messaging';
import type { CommandRun } from '../command-line/command-run';
import type { Verdict } from '../command-line/exit-codes';
import type { Product } from '../reach/product';
import { Output } from '../terminal/output';
import { importFile } from './subscribers.command';

const line = (email: string): string =>
  JSON.stringify({ email, consentedAt: '2024-05-10T09:30:00+02:00', source: 'modulo' });

/** A product that says of every address what the test wants. */
class Newsletter implements Product {
  readonly how = 'a script';
  readonly maintenance = false;
  readonly messages: ImportSubscribers[] = [];

  constructor(private readonly outcomeOf: (email: string) => SubscriberOutcome = () => 'added') {}

  ask<T>(_subject: string, payload: object): Promise<Reply<T>> {
    const message = payload as ImportSubscribers;
    this.messages.push(message);
    const outcomes = message.subscribers.map(({ email }) => this.outcomeOf(email));
    return Promise.resolve({ ok: true, value: { outcomes } as T });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('sportello import subscribers', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-import-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(
    lines: readonly string[],
    { product = new Newsletter(), json = true, options = {} }: RunOptions = {},
  ): Promise<{ readonly verdict: Verdict; readonly out: string; readonly err: string }> {
    const file = join(folder, 'list.jsonl');
    await writeFile(file, lines.join('\n'));
    const [out, err] = [new PassThrough(), new PassThrough()];
    const command: CommandRun = {
      output: new Output(json, out, err),
      signal: new AbortController().signal,
      product: () => Promise.resolve(product),
    };
    const said = Promise.all([text(out), text(err)]);
    const verdict = await importFile(command, [file], options);
    out.end();
    err.end();
    const [outText, errText] = await said;
    return { verdict, out: outText, err: errText };
  }

  it('only asks what would come of it, without --yes', async () => {
    const product = new Newsletter();
    const { verdict, out } = await run([line('ada@example.org')], { product });
    expect(product.messages).toMatchObject([{ dryRun: true, subscribers: [{ email: 'ada@example.org' }] }]);
    expect(verdict).toBe(0);
    expect(JSON.parse(out)).toEqual({
      ok: true,
      lines: 1,
      added: 0,
      wouldAdd: 1,
      known: 0,
      unsubscribed: 0,
      rejected: 0,
    });
    expect((await run([line('ada@example.org')], { json: false })).out).toContain('Nothing was changed: add --yes');
  });

  it('sends bounded messages, and counts what came of each line', async () => {
    const product = new Newsletter((email) => (/^[^0]*0@/.test(email) ? 'unsubscribed' : 'added'));
    const all = Array.from({ length: MAX_IMPORTED_SUBSCRIBERS * 2 + 3 }, (_, index) => line(`l${index}@example.org`));
    const { out } = await run(all, { product, options: { yes: true, municipality: 'borgo' } });
    expect(product.messages.map(({ subscribers }) => subscribers.length)).toEqual([250, 250, 3]);
    expect(product.messages[0]).toMatchObject({ dryRun: false, municipality: 'borgo' });
    const said = JSON.parse(out) as Record<string, number>;
    expect(said['lines']).toBe(503);
    expect(Number(said['added']) + Number(said['unsubscribed'])).toBe(503);
    expect(said['unsubscribed']).toBeGreaterThan(0);
  });

  it('names each bad line by number and reason, never by what stands in it, and fails', async () => {
    const product = new Newsletter((email) => (email.startsWith('late') ? 'consent-in-the-future' : 'added'));
    const lines = [line('ada@example.org'), 'segreta@example.org', '', line('late@example.org'), line('non è una')];
    const people = await run(lines, { product, json: false, options: { yes: true } });
    expect(people.verdict).toBe(1);
    expect(people.err.split('\n')).toEqual([
      'line 2: it is no JSON',
      'line 4: consentedAt is in the future',
      'line 5: email must be an e-mail address',
      '',
    ]);
    const machines = await run(lines, { product, options: { yes: true } });
    expect(machines.out.split('\n').slice(0, 2)).toEqual([
      '{"line":2,"reason":"it is no JSON"}',
      '{"line":4,"reason":"consentedAt is in the future"}',
    ]);
    for (const { out, err } of [people, machines]) expect(out + err).not.toMatch(/@|segreta|non è una/);
  });

  it('keeps the lines that were not taken in a new file of its owner alone, to be mended and imported again', async () => {
    const rejects = join(folder, 'rejects.jsonl');
    const lines = [line('ada@example.org'), 'rotta', line('senza chiocciola'), line('bruno@example.org')];
    await run(lines, { options: { yes: true, rejects } });
    expect(await readFile(rejects, 'utf8')).toBe(`rotta\n${line('senza chiocciola')}\n`);
    expect((await stat(rejects)).mode & 0o777).toBe(0o600);
    await expect(run(lines, { options: { rejects } })).rejects.toMatchObject({
      name: 'WrongUsage',
      message: expect.stringContaining('Name a new file'),
    });
  });

  it('asks nobody about a file without a right line', async () => {
    const product = new Newsletter();
    expect((await run(['rotta'], { product })).verdict).toBe(1);
    expect((await run([''], { product })).verdict).toBe(0);
    expect(product.messages).toEqual([]);
  });
});

interface RunOptions {
  readonly product?: Newsletter;
  readonly json?: boolean;
  readonly options?: Parameters<typeof importFile>[2];
}
