import { uuidV5 } from './uuid-v5';

describe('Name-based UUIDs', () => {
  it('are those of RFC 9562, appendix A.4', () => {
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('depend on both the namespace and the name', () => {
    const [one, other] = ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6ba7b811-9dad-11d1-80b4-00c04fd430c8'];
    expect(new Set([uuidV5(one, '0'), uuidV5(one, '1'), uuidV5(other, '0')]).size).toBe(3);
    expect(uuidV5(one, '0')).toBe(uuidV5(one, '0'));
  });
});
