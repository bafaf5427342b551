import { readerState, type ReaderCondition } from './reader-state';

const well: ReaderCondition = { kind: 'projection', anotherLog: false, ahead: false, caughtUp: true };

describe('How a reader of the log is', () => {
  it.each<[string, Partial<ReaderCondition>]>([
    ['following', {}],
    ['catching-up', { caughtUp: false }],
    ['failing', { lastError: 'the database is away' }],
    ['stopped', { lastError: 'something', stoppedBecause: 'too many streams' }],
    ['ahead-of-the-log', { ahead: true, stoppedBecause: 'too many streams' }],
    ['another-log', { anotherLog: true, ahead: true, lastError: 'LOG_DIVERGED' }],
  ])('is %s: the worst that there is to say', (state, condition) => {
    expect(readerState({ ...well, ...condition }).state).toBe(state);
  });

  it('says what to do where the log is another one: nothing for what is built anew, a copy for what acts on events', () => {
    const told = (kind: ReaderCondition['kind']) => readerState({ ...well, kind, anotherLog: true }).detail;
    expect(told('projection')).toContain('built anew from this one, by itself');
    expect(told('subscription')).toMatch(/it holds.*stop the product and run `sportello store copy`/);
  });
});
