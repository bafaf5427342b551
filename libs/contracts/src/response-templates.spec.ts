import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  fillIn,
  longestFilled,
  MAX_FILLED_TEXT,
  PLACEHOLDERS,
  placeholdersOf,
  unknownPlaceholders,
} from './response-templates';
import { ResponseTextsBody } from './response-templates.dto';

const ALL = PLACEHOLDERS.map((name) => `{${name}}`).join(' ');

describe('The text of a response template', () => {
  it('may hold every placeholder, each as often as it likes', () => {
    expect(unknownPlaceholders(`${ALL} ${ALL}`)).toEqual([]);
    expect(placeholdersOf('{code}, ancora {code}')).toEqual(['code', 'code']);
  });

  it.each([
    ['Gentile {name},', ['{name}']],
    ['{Code} {CODE} { code }', ['{Code}', '{CODE}', '{ code }']],
    ['{}', ['{}']],
    ['entro il {deadline', ['{']],
    ['entro il deadline}', ['}']],
    ['{{code}}', ['{', '}']],
    ['{constructor} {__proto__}', ['{constructor}', '{__proto__}']],
  ])('%s has what nobody can fill in', (text, unknown) => {
    expect(unknownPlaceholders(text)).toEqual(unknown);
  });

  it('is filled in with what is known, and says what is not', () => {
    const values = { code: '7K3M9QX2ZDE', department: 'Strade' };
    expect(fillIn('{code}: {subject}, {department}. {subject}', values)).toEqual({
      text: '7K3M9QX2ZDE: {subject}, Strade. {subject}',
      missing: ['subject'],
    });
  });

  it('takes what is filled in as it is: neither as placeholders nor as a pattern', () => {
    expect(fillIn('«{subject}»', { subject: '$& {code} $1' }).text).toBe('«$& {code} $1»');
  });

  it('is refused where it may outgrow what it is sent as, with how long it may become', () => {
    const fits = '{subject}'.repeat(10);
    expect([longestFilled('{code} {deadline}'), longestFilled(fits)]).toEqual([32, MAX_FILLED_TEXT]);
    const texts = plainToInstance(ResponseTextsBody, { it: fits, en: `${fits}.` });
    expect(validateSync(texts).map(({ property, constraints }) => [property, constraints])).toEqual([
      ['en', { fitsFilledIn: expect.stringMatching(/^en may become 2001 characters long once .* 2000 fit .* fewer/) }],
    ]);
  });

  it('is refused with the names that there are', () => {
    const texts = plainToInstance(ResponseTextsBody, { it: 'Gentile {nome}' });
    const [error] = validateSync(texts);
    expect(Object.values(error?.constraints ?? {})).toEqual([
      expect.stringMatching(/^it has \{nome\}, which nothing can be put in place of.*\{code\}, \{subject\}/),
    ]);
  });
});
