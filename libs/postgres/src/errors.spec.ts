import { DatabaseUnavailable, isDataError, isUnavailability, toDatabaseError } from './errors';
import { failureText } from './failure-text';

const withCode = (code: string, message = 'secret value'): Error => Object.assign(new Error(message), { code });

describe('errors of the database', () => {
  it.each([
    ['a full disk', '53100'],
    ['too many connections', '53300'],
    ['a statement over its time', '57014'],
    ['a shutdown', '57P01'],
    ['a server that is starting', '57P03'],
    ['a lost connection', '08006'],
    ['a lock not given in time', '55P03'],
    ['a deadlock', '40P01'],
    ['a server that became read-only in a failover', '25006'],
    ['a transaction that was rolled back', '40003'],
    ['an object in use', '55006'],
    ['an operator’s intervention', '57000'],
    ['a refused connection', 'ECONNREFUSED'],
    ['a broken pipe', 'EPIPE'],
  ])('calls %s unavailability, and quotes nothing of it', (_, code) => {
    const error = toDatabaseError(withCode(code));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(String(error)).toContain(code);
    expect(String(error)).not.toContain('secret value');
  });

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    'knows the driver’s "%s" without a code',
    (message) => expect(isUnavailability(new Error(message))).toBe(true),
  );

  it.each(['21000', '22P02', '22021', '23505', '54000'])('lays %s on the data', (code) => {
    expect(isDataError(withCode(code))).toBe(true);
    expect(isUnavailability(withCode(code))).toBe(false);
  });

  it('leaves other errors as they are', () => {
    const bug = withCode('42P01');
    expect(toDatabaseError(bug)).toBe(bug);
    expect(isDataError(bug)).toBe(false);
  });

  it('tells failures without the values that they quote', () => {
    expect(failureText(withCode('22P02'))).toBe('PostgreSQL refused it (SQLSTATE 22P02)');
    expect(failureText(new SyntaxError('Unexpected token in "Ada Rossi"'))).toBe('SyntaxError');
    expect(failureText(new TypeError('cannot take x'))).toBe('TypeError: cannot take x');
  });
});
