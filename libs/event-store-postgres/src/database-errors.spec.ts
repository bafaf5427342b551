import { EventStoreUnavailable } from '@sportello/event-sourcing';
import { asPortError, isAboutTheData } from './database-errors';

function serverError(code: string): Error {
  return Object.assign(new Error('from the server'), { severity: 'ERROR', code });
}

describe('What becomes of an error of the database', () => {
  it.each([
    ['a full disk', serverError('53100')],
    ['too many connections', serverError('53300')],
    ['an administrator’s shutdown', serverError('57P01')],
    ['a server still starting', serverError('57P03')],
    ['a statement over its time', serverError('57014')],
    ['a lost connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['a refused connection', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['a connection ended by the driver', new Error('Connection terminated unexpectedly')],
    ['a standby', serverError('25006')],
  ])('%s: the store is unavailable, whose cause is kept', (_, error) => {
    expect(asPortError(error)).toBeInstanceOf(EventStoreUnavailable);
    expect(asPortError(error).cause).toBe(error);
    expect(isAboutTheData(error)).toBe(false);
  });

  it.each([
    ['a missing table', serverError('42P01')],
    ['a missing right', serverError('42501')],
    ['a mistake of ours', new TypeError('undefined is not a function')],
  ])('%s: a bug stays what it is', (_, error) => {
    expect(asPortError(error)).toBe(error);
  });

  it('knows a value that PostgreSQL cannot hold', () => {
    expect(isAboutTheData(serverError('22021'))).toBe(true);
    expect(isAboutTheData(new Error('22021'))).toBe(false);
  });
});
