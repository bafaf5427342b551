import { isReportCode } from '@sportello/contracts';
import { ImportIdentity } from './import-identity';

const identity = new ImportIdentity(Buffer.alloc(32, 1));
const origin = { municipalityId: 'borgo', importer: 'ops', source: 'import', reference: 'A-1' };

describe('The identity of an imported report', () => {
  it('is a code, the same for the same reference of the same system', () => {
    const code = identity.code(origin);
    expect(isReportCode(code)).toBe(true);
    expect(identity.code({ ...origin })).toBe(code);
    expect(new ImportIdentity(Buffer.alloc(32, 1)).code(origin)).toBe(code);
  });

  it('is another one in another Comune, of another system or reference, under another key', () => {
    const others = [
      { ...origin, municipalityId: 'altrove' },
      { ...origin, importer: 'else' },
      { ...origin, source: 'urp' },
      { ...origin, reference: 'A-2' },
    ].map((other) => identity.code(other));
    const elsewhere = new ImportIdentity(Buffer.alloc(32, 2)).code(origin);
    expect(new Set([identity.code(origin), elsewhere, ...others]).size).toBe(6);
  });

  it('tells what is said, not in which order', () => {
    const said = identity.bodyHmac({ a: 1, b: { c: 2, d: 3 } });
    expect(identity.bodyHmac({ b: { d: 3, c: 2 }, a: 1 })).toBe(said);
    expect(identity.bodyHmac({ a: 1, b: { c: 2, d: 4 } })).not.toBe(said);
    expect(identity.bodyHmac({ a: 1, b: { c: 2, d: 3 }, e: undefined })).toBe(said);
  });

  it('has a command of its own for each step', () => {
    expect(identity.commandId('borgo', 'X', 'assigned')).not.toBe(identity.commandId('borgo', 'X', 'started'));
  });
});
