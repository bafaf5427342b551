import { judgeSmtpError, type SmtpProgress } from './smtp-error';

const noSession: SmtpProgress = { session: false, dataBegun: false };
const talking: SmtpProgress = { session: true, dataBegun: false };
const dataBegun: SmtpProgress = { session: true, dataBegun: true };

describe('what an error of the mail server means', () => {
  it.each([
    ['nobody listens', { code: 'ESOCKET', command: 'CONN' }, noSession, { kind: 'unreachable', error: 'mail-esocket' }],
    [
      'our password is wrong',
      { code: 'EAUTH', responseCode: 535 },
      noSession,
      { kind: 'unreachable', error: 'smtp-535' },
    ],
    [
      'it is too busy to greet',
      { code: 'EPROTOCOL', responseCode: 421 },
      noSession,
      { kind: 'unreachable', error: 'smtp-421' },
    ],
    [
      'no such mailbox',
      { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' },
      talking,
      { kind: 'refused', error: 'smtp-550' },
    ],
    [
      'the content is refused',
      { code: 'EMESSAGE', responseCode: 554, command: 'DATA' },
      dataBegun,
      { kind: 'refused', error: 'smtp-554' },
    ],
    [
      'greylisting',
      { code: 'EENVELOPE', responseCode: 451, command: 'RCPT TO' },
      talking,
      { kind: 'later', error: 'smtp-451', inDoubt: false },
    ],
    [
      'our sender is not allowed, which is no fault of the recipient',
      { code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM' },
      talking,
      { kind: 'later', error: 'smtp-550', inDoubt: false },
    ],
    [
      'the line is cut before the message',
      { code: 'ECONNECTION', command: 'CONN' },
      talking,
      { kind: 'later', error: 'mail-econnection', inDoubt: false },
    ],
    [
      'the line is cut with the message under way',
      { code: 'ECONNECTION', command: 'CONN' },
      dataBegun,
      { kind: 'later', error: 'mail-econnection', inDoubt: true },
    ],
    ['something nobody foresaw', 'a text', dataBegun, { kind: 'later', error: 'mail-unknown', inDoubt: true }],
  ])('%s', (_, error, progress, verdict) => {
    expect(judgeSmtpError(error, progress)).toEqual(verdict);
  });

  it('never repeats the words of the server, which may quote an address', () => {
    const error = Object.assign(new Error('550 <mario@example.org> unknown'), {
      code: 'mario@example.org',
      responseCode: 550,
    });
    expect(JSON.stringify(judgeSmtpError(error, talking))).not.toContain('mario');
  });
});
