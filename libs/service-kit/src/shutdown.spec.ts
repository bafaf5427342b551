import { Shutdown } from './shutdown';

const SIGNALS = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection'] as const;
const SILENT = { info: jest.fn(), warn: jest.fn(), error: jest.fn(), fatal: jest.fn(), flush: jest.fn() };

/** What was asked to end has been asked by then. */
const turn = (): Promise<void> => new Promise(setImmediate);

describe('The end of a process', () => {
  const before = SIGNALS.map((name) => ({ name, listeners: process.listeners(name as 'SIGTERM') }));
  let now: number;
  let finish: () => void;
  let exit: jest.SpiedFunction<typeof process.exit>;
  let exited: Promise<number>;

  beforeEach(() => {
    now = 50_000;
    exited = new Promise((resolve) => {
      exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
        resolve(Number(code));
        return undefined as never;
      });
    });
    const shutdown = new Shutdown(SILENT, () => now);
    shutdown.push('the database', () => new Promise((resolve) => (finish = resolve)));
  });
  afterEach(async () => {
    finish();
    await turn();
    exit.mockRestore();
    for (const { name, listeners } of before)
      for (const added of process.listeners(name as 'SIGTERM'))
        if (!listeners.includes(added)) process.off(name, added);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'is in order also when npm hands on the %s that the whole group has got',
    async (signal) => {
      process.emit(signal);
      now += 900;
      process.emit(signal);
      expect(exit).not.toHaveBeenCalled();
      await turn();
      finish();
      expect(await exited).toBe(0);
    },
  );

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('comes at once when somebody who waited sends %s again', async (signal, code) => {
    process.emit(signal);
    now += 1_000;
    process.emit(signal);
    expect(await exited).toBe(code);
    await turn();
  });
});
