import { pathOfOurs } from './return-to';

describe('Where a sign-in ends', () => {
  it.each(['/', '/console', '/r/7K3M9QX2ZDE?lang=en#note'])('may be %s', (path) => {
    expect(pathOfOurs(path)).toBe(path);
  });

  it('is the first page when nothing else is asked for', () => {
    expect(pathOfOurs(undefined)).toBe('/');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'console',
    '',
    ' /console',
    '/a\\b',
    `/${'a'.repeat(512)}`,
    ['/console'],
    null,
  ])('may not be %j', (path) => {
    expect(() => pathOfOurs(path)).toThrow('INVALID_REQUEST');
  });
});
