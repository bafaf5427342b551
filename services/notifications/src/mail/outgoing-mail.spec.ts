import { codeNumber } from '../testing/events';
import { altroEsempio, borgoEsempio } from '../testing/rig';
import { composeMail, mailHost, type MailRequest } from './outgoing-mail';

const CODE = codeNumber(1);
const PUBLIC_URL = 'https://sportello.example';
const NOW = new Date('2025-11-20T12:00:00.000Z');
const request: MailRequest = {
  template: 'submitted',
  parameters: { type: 'issue' },
  language: 'it',
  code: CODE,
  recipient: CODE,
  messageId: `<1.${CODE}.email@sportello.example>`,
  address: 'ada@example.org',
  token: 'to+ken',
};

describe('a mail of an installation with two municipalities', () => {
  it('leads to the address of its own municipality, and comes from there', () => {
    const mails = [borgoEsempio, altroEsempio].map((municipality) =>
      composeMail(request, municipality, { publicUrl: PUBLIC_URL }, NOW),
    );
    expect(mails.map(({ from }) => from)).toEqual([
      '"Comune di Borgo Esempio" <noreply@sportello.example>',
      '"Comune di Altro Esempio" <noreply@sportello.altro-esempio.example>',
    ]);
    expect(mails[0]?.text).toContain(`https://sportello.example/r/${CODE}#to%2Bken`);
    expect(mails[1]?.text).toContain(`https://sportello.altro-esempio.example/r/${CODE}#to%2Bken`);
    expect(mails[1]?.html).not.toContain('https://sportello.example/');
  });

  it('has a Message-ID of its own municipality', () => {
    expect([borgoEsempio, altroEsempio].map((municipality) => mailHost(PUBLIC_URL, municipality))).toEqual([
      'sportello.example',
      'sportello.altro-esempio.example',
    ]);
  });

  it('comes from the one sender that the installation names', () => {
    const settings = { publicUrl: PUBLIC_URL, from: 'Unione <noreply@unione.example>' };
    expect(composeMail(request, altroEsempio, settings, NOW).from).toBe(settings.from);
  });
});
