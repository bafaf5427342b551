import { eventually } from '@sportello/event-sourcing/testing';
import { createLogger } from '@sportello/service-kit';
import { aMunicipality } from '../../testing/a-municipality';
import { DeadlineWatch, type WatchParts } from './deadline-watch';

type Run = ConstructorParameters<typeof DeadlineWatch>[1];
type Query = WatchParts['database']['worker']['query'];

const NOW = '2026-03-17T09:00:00.000Z';
const DUE = new Date('2026-03-16T22:59:59.000Z');
const ALL = Array.from({ length: 250 }, (_, index) => `CODE${index}`);

interface Given {
  readonly code: string;
  readonly command: string;
  readonly commandId: string | undefined;
}

describe('the watch over deadlines, each report for itself', () => {
  let logged = '';
  const watches: DeadlineWatch[] = [];
  beforeEach(() => (logged = ''));
  afterEach(() => Promise.all(watches.splice(0).map((watch) => watch.stop())));

  /** Over a read model that shows what is due and not told of, at most so many at once. */
  function watching(told: Set<string>, run: (given: Given) => Promise<void>): DeadlineWatch {
    const rows = (text: string): readonly object[] =>
      text.includes('escalated_deadlines')
        ? ALL.filter((code) => !told.has(code))
            .slice(0, 200)
            .map((code) => ({ municipalityId: 'borgo-prova', code, dueBy: DUE }))
        : [];
    const query: Query = <Row extends object>(text: string) =>
      Promise.resolve({ rows: rows(text) as Row[], rowCount: 0 });
    const given: Run = async ({ message: { code }, metadata: { commandId } }, { command }) => {
      await run({ code, command, commandId });
      return { code, status: 'submitted', revision: 1 };
    };
    const watch = new DeadlineWatch(
      {
        database: { schema: 'reports', worker: { query } },
        municipalities: { all: () => [aMunicipality()] },
        projections: { caughtUp: () => true },
        clock: () => NOW,
        logger: createLogger({ service: 'reports', level: 'warn', destination: { write: (line) => (logged += line) } }),
      },
      given,
    );
    watches.push(watch);
    return watch;
  }

  it('comes to all that are due, however many, and to the others when one fails', async () => {
    const told = new Set<string>();
    const watch = watching(told, async ({ code }) => {
      if (code === 'CODE7') throw new Error('This report cannot be read');
      told.add(code);
    });
    watch.start();
    await eventually(() => told.size === ALL.length - 1);
    await eventually(() => watch.status().lastError !== undefined);
    expect(logged).toContain('"failed":1,"of":200');
  });

  it('gives the same command as another watch does, so that a report is told of once', async () => {
    const [first, second] = [new Map<string, string | undefined>(), new Map<string, string | undefined>()];
    for (const ids of [first, second])
      watching(
        new Set(),
        async ({ code, command, commandId }) => void ids.set(`${command} ${code}`, commandId),
      ).start();
    await eventually(() => first.size === 200 && second.size === 200);
    expect(first).toEqual(second);
    expect(new Set(first.values()).size).toBe(200);
  });

  it('begins no further command once it ends', async () => {
    let begun = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const watch = watching(new Set(), async () => {
      begun += 1;
      await held;
    });
    watch.start();
    await eventually(() => begun === 16);
    const stopped = watch.stop();
    release();
    await stopped;
    expect(begun).toBe(16);
  });
});
