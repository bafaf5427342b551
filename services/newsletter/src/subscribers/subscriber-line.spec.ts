import { readSubscriberLine } from './subscriber-line';

const RIGHT = {
  email: 'ada@example.org',
  language: 'it',
  consentedAt: '2024-05-10T09:30:00+02:00',
  source: 'Modulo in biblioteca',
};
const read = (value: unknown): ReturnType<typeof readSubscriberLine> => readSubscriberLine(JSON.stringify(value));

describe('A line of a list of subscribers', () => {
  it('holds an address, and when and where its owner agreed; a language if there is one', () => {
    expect(read(RIGHT)).toEqual({ ok: true, subscriber: RIGHT });
    const { language: _language, ...without } = RIGHT;
    expect(read(without)).toMatchObject({ ok: true, subscriber: without });
    expect(read({ ...RIGHT, language: null })).toMatchObject({ ok: true, subscriber: without });
  });

  it.each([
    [{ ...RIGHT, email: 'ada(at)example.org' }, 'email must be an e-mail address'],
    [{ ...RIGHT, email: undefined }, 'email must have at most 254 characters; email must be an e-mail address'],
    [{ ...RIGHT, language: 'la' }, 'language must be one of it, en'],
    [
      { ...RIGHT, consentedAt: '10/05/2024' },
      'consentedAt must be a date and time with its offset, such as 2026-03-02T10:00:00+01:00, between the years 1970 and 2199',
    ],
    [
      { ...RIGHT, source: '' },
      'source must be one line of text of 1 to 200 characters, without control or direction characters',
    ],
    [
      { ...RIGHT, 'ada@example.org': true },
      'The line holds a field that is not one of email, language, consentedAt, source',
    ],
    [[RIGHT], 'The line is not one JSON object, or is nested too deep'],
    ['ada@example.org', 'The line is not one JSON object, or is nested too deep'],
  ])('is refused with a reason that says what is wrong and not whose it is', (value, reason) => {
    expect(read(value)).toEqual({ ok: false, reason });
  });

  it('is refused when it is nested deeper than anything that could be read', () => {
    const line = `{"email":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    expect(readSubscriberLine(line)).toMatchObject({ ok: false, reason: expect.stringContaining('nested too deep') });
  });

  it('is refused when it is no JSON', () => {
    expect(readSubscriberLine('ada@example.org;it')).toEqual({
      ok: false,
      reason: 'The line is not one JSON object, or is nested too deep',
    });
  });
});
