import { errors } from 'openid-client';
import { isUnavailable, reasonOf } from './provider-errors';

describe('What goes wrong at a provider', () => {
  it('is told to the log without what strangers wrote', () => {
    expect(
      reasonOf(new errors.OPError({ error: 'access_denied', error_description: 'Mario Rossi ha annullato' })),
    ).toBe('the provider answered access_denied');
    expect(reasonOf(new errors.OPError({ error: 'Mario Rossi' }))).toBe('the provider answered an error');
    expect(
      reasonOf(
        new errors.RPError({ printf: ['iss mismatch, expected %s, got: %s', 'https://id.example', 'Mario\nRossi'] }),
      ),
    ).toBe('iss mismatch, expected https://id.example');
    expect(reasonOf(Object.assign(new Error('connect 10.0.0.1'), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
  });

  it.each([
    ['a connection that is cut', new Error('aborted'), true],
    ['what is no JSON', new SyntaxError('Unexpected token'), true],
    ['a client that it does not know', new errors.OPError({ error: 'invalid_client' }), true],
    ['silence', new errors.RPError('outgoing request timed out after 5000ms'), true],
    ['a code that it does not take', new errors.OPError({ error: 'invalid_grant' }), false],
    ['a wrong signature', new errors.RPError('failed to validate JWT signature'), false],
    ['an answer without a token', new TypeError('id_token not present in TokenSet'), false],
  ])('of %s is the provider’s fault or not', (_what, error, unavailable) => {
    expect(isUnavailable(error)).toBe(unavailable);
  });
});
