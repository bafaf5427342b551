import { Passwords } from './passwords';

describe('a password', () => {
  const passwords = new Passwords();

  it('fits its own hash, whichever way its accents are composed, and no other does', async () => {
    const stored = await passwords.hash('perch\u00e9 no');
    expect(stored).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/);
    expect(await passwords.verify('perche\u0301 no', stored)).toBe(true);
    expect(await passwords.verify('perche no', stored)).toBe(false);
  });

  it('of nobody never fits', async () => {
    expect(await passwords.verify('anything', undefined)).toBe(false);
  });

  it('has its turn among a bounded number', async () => {
    const cheap = '$scrypt$ln=10,r=8,p=1$c2FsdA==$aGFzaA==';
    const tries = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify('x', cheap)));
    const refused = tries.filter((attempt) => attempt.status === 'rejected');
    expect(refused).toHaveLength(8);
    expect(refused.map((attempt) => attempt.reason as Error)).toEqual(
      Array(8).fill(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' })),
    );
    expect(await passwords.verify('x', cheap)).toBe(false);
  });
});
