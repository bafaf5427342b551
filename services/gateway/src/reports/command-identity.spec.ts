import { isReportCode } from '@sportello/contracts';
import { canonicalJson } from '@sportello/service-kit';
import { CommandIdentity } from './command-identity';
import { contactOf } from './reporter-contact';

const identity = new CommandIdentity(Buffer.alloc(32, 1));

describe('the code of a report', () => {
  const code = identity.code('borgo', 'contact:anna@example.org', 'key-1');

  it('is the same for the same caller and key, so that a retry is the same report', () => {
    expect(isReportCode(code)).toBe(true);
    expect(identity.code('borgo', 'contact:anna@example.org', 'key-1')).toBe(code);
  });

  it('differs by municipality, caller, key and secret', () => {
    const others = [
      identity.code('altrove', 'contact:anna@example.org', 'key-1'),
      identity.code('borgo', 'contact:bruno@example.org', 'key-1'),
      identity.code('borgo', 'contact:anna@example.org', 'key-2'),
      new CommandIdentity(Buffer.alloc(32, 2)).code('borgo', 'contact:anna@example.org', 'key-1'),
    ];
    expect(new Set([code, ...others]).size).toBe(5);
  });
});

describe('the text that a body is compared by', () => {
  it('does not depend on the order of members, at any depth', () => {
    expect(canonicalJson({ b: 1, a: { d: [1, { f: 1, e: 2 }], c: null } })).toBe(
      '{"a":{"c":null,"d":[1,{"e":2,"f":1}]},"b":1}',
    );
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });

  it('depends on the order of a list, and tells a text from a number', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }));
  });
});

describe('a reporter’s contact', () => {
  it.each([
    [{ email: ' Anna@Example.ORG ' }, 'anna@example.org'],
    [{ phone: '333 123-4567' }, '+393331234567'],
    [{ phone: '0039 333 1234567' }, '+393331234567'],
    [{ phone: '+39 (333) 1234567' }, '+393331234567'],
    [{ email: 'anna@example.org', phone: '333' }, 'anna@example.org'],
    [{ name: 'Anna' }, undefined],
    [undefined, undefined],
  ])('of %j counts as %s', (reporter, contact) => {
    expect(contactOf(reporter)).toBe(contact);
  });
});
