import { reportCode } from '@sportello/contracts/words';
import { WrongUsage } from './command-run';
import { code, given, moment } from './options';

const CODE = reportCode(new Uint8Array(32).fill(7));

describe('What is given on the command line', () => {
  it('is a code however a person types it', () => {
    expect(code(CODE)).toBe(CODE);
    expect(code(`${CODE.slice(0, 4).toLowerCase()}-${CODE.slice(4)} `)).toBe(CODE);
  });

  it.each(['', 'ABC', `${CODE}0`, `${CODE.slice(1)}${CODE.charAt(0)}U`])('is not a code: %s', (typed) => {
    expect(() => code(typed)).toThrow(WrongUsage);
  });

  it('is a moment only with its offset', () => {
    expect(moment('2026-03-02T10:00:00+01:00')).toBe('2026-03-02T09:00:00.000Z');
    for (const typed of ['', 'today', '2026-03-02', '2026-03-02T10:00:00'])
      expect(() => moment(typed)).toThrow(WrongUsage);
  });

  it('leaves out what was not given', () => {
    expect(given({ a: 1, b: undefined })).toEqual({ a: 1 });
  });
});
