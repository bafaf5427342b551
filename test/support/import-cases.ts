import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { launch, sportello, type Said } from './command-line';
import type { Door } from './door';
import { ALWAYS } from './operated-product';

/** Where imports are tried. */
export interface Imported {
  readonly dataDir: string;
  readonly door: Door;
  /** Of the front office. */
  readonly token: string;
}

/** A line of a file: a report of another system that was resolved there, unless told otherwise. */
export function aLine(email: string, changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    reference: randomUUID(),
    type: 'issue',
    category: 'potholes',
    subject: 'Buca di un altro tempo',
    description: 'Davanti al numero 9.',
    location: { lat: 41.4917, lon: 13.8314 },
    answers: { size: 'medium' },
    reporter: { name: 'Chi Fu', email },
    submittedAt: '2021-03-01T08:00:00+01:00',
    assigned: { department: 'roads', at: '2021-03-02T08:00:00+01:00' },
    started: { at: '2021-03-03T08:00:00+01:00' },
    resolved: { at: '2021-03-04T08:00:00+01:00', outcome: 'fixed', note: 'Chiusa.' },
    ...changes,
  });
}

/** The reports of a file of another system. */
export function importCases(where: () => Imported): void {
  const file = async (lines: readonly string[]): Promise<string> => {
    const path = join(where().dataDir, `${randomUUID()}.jsonl`);
    await writeFile(path, `${lines.join('\n')}\n`);
    return path;
  };
  const run = (path: string, ...options: readonly string[]): Promise<Said> =>
    sportello(where().dataDir, 'import', 'reports', path, '--json', ...options);
  const pageOf = async (code: unknown): Promise<Record<string, unknown>> =>
    (await where().door.get(`/api/v1/reports/${String(code)}`, { token: where().token })).body;
  const outcomesOf = ({ out }: Said): readonly unknown[] =>
    out
      .trim()
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { readonly outcome: unknown }).outcome);

  it('imports the reports of another system with their steps and dates, once, and no mail leaves', async () => {
    const email = 'chi.fu@example.org';
    const path = await file([aLine(email), aLine(email, { assigned: null, started: null, resolved: null })]);
    const dry = await run(path);
    expect({ code: dry.code, last: dry.json().at(-1) }).toMatchObject({
      code: 0,
      last: { ok: true, dryRun: true, imported: 2 },
    });
    const [planned] = dry.json();
    expect((await where().door.get(`/api/v1/reports/${String(planned?.['code'])}`)).status).toBe(404);

    const first = await run(path, '--yes');
    expect({ code: first.code, last: first.json().at(-1) }).toMatchObject({ code: 0, last: { ok: true, imported: 2 } });
    const [resolved, open] = first.json();
    expect(resolved?.['code']).toBe(planned?.['code']);
    const page = await pageOf(resolved?.['code']);
    expect(page).toMatchObject({ status: 'resolved', channel: 'import', subject: 'Buca di un altro tempo' });
    expect((page['timeline'] as readonly { readonly at: string; readonly status: string }[]).map(stepOf)).toEqual([
      ['submitted', '2021-03-01T07:00:00.000Z'],
      ['assigned', '2021-03-02T07:00:00.000Z'],
      ['in_progress', '2021-03-03T07:00:00.000Z'],
      ['resolved', '2021-03-04T07:00:00.000Z'],
    ]);

    const again = await run(path, '--yes');
    expect({ code: again.code, outcomes: outcomesOf(again) }).toEqual({
      code: 0,
      outcomes: ['unchanged', 'unchanged'],
    });
    expect(await pageOf(resolved?.['code'])).toMatchObject({ revision: page['revision'] });

    const codes = [resolved?.['code'], open?.['code']];
    const told = await eventually(
      async () => {
        const replay = await sportello(where().dataDir, 'notifications', 'replay', ...ALWAYS, '--json');
        return replay.json().filter(({ recipient }) => codes.includes(recipient));
      },
      (deliveries) => deliveries.length === 5 && deliveries.every(({ recorded }) => recorded !== 'none'),
    );
    expect(new Set(told.map(({ planned: plan, recorded }) => `${String(plan)} ${String(recorded)}`))).toEqual(
      new Set(['suppressed suppressed']),
    );
    expect(await where().door.mailsTo(email)).toEqual([]);
  });

  it('imports the good lines of a file, and gives the bad ones back to be mended', async () => {
    const bad = ['{"reference": ', aLine('chi.fu@example.org', { category: 'draghi' })];
    const path = await file([aLine('chi.fu@example.org'), bad[0] ?? '', '', bad[1] ?? '', aLine('chi.fu@example.org')]);
    const rejects = `${path}.bad`;
    const said = await sportello(where().dataDir, 'import', 'reports', path, '--yes', '--rejects', rejects);
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/^2 +- +The line is not one JSON object/m);
    expect(said.out).toMatch(/^4 .* category: is none of Borgo Esempio: potholes/m);
    expect(said.out).not.toContain('draghi');
    expect(said.out).toContain('2 reports were imported, 2 lines were refused.');
    expect(await readFile(rejects, 'utf8')).toBe(`${bad.join('\n')}\n`);
    expect(await run(path, '--yes', '--rejects', rejects)).toMatchObject({ code: 2 });

    const mended = await file([(bad[1] ?? '').replace('draghi', 'potholes')]);
    expect(await run(mended, '--yes')).toMatchObject({ code: 0 });
  });

  it('goes on where it was interrupted', async () => {
    const path = await file(Array.from({ length: 2_000 }, () => aLine('chi.fu@example.org')));
    const first = launch({ DATA_DIR: where().dataDir }, ['import', 'reports', path, '--yes', '--json']);
    await eventually(
      async () => first.saidSoFar,
      (out) => out.includes('imported'),
    );
    first.child.kill('SIGINT');
    expect(await first.end()).toMatchObject({ code: 130 });
    const second = await run(path, '--yes');
    const { imported, unchanged } = second.json().at(-1) as { readonly imported: number; readonly unchanged: number };
    expect({ code: second.code, all: imported + unchanged }).toEqual({ code: 0, all: 2_000 });
    expect(imported).toBeGreaterThan(0);
    expect(unchanged).toBeGreaterThan(0);
  });
}

function stepOf({ at, status }: { readonly at: string; readonly status: string }): readonly [string, string] {
  return [status, at];
}
