import { hkdfSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { MyReportsLinks } from './my-reports-links';

const MASTER_KEY = Buffer.alloc(32, 7);
const NOW = Date.parse('2026-03-02T09:00:00.000Z');

let now = NOW;
const links = new MyReportsLinks(MASTER_KEY, () => new Date(now).toISOString());
beforeEach(() => (now = NOW));

/** As the product's own, but for what is said otherwise. */
function forged({
  audience = 'sportello:my-reports',
  label = 'sportello my reports link',
  minutes = 30,
} = {}): Promise<string> {
  const key = Buffer.from(hkdfSync('sha256', MASTER_KEY, '', label, 32));
  const issued = NOW / 1000;
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(audience)
    .setIssuer('borgo')
    .setSubject('hmac')
    .setIssuedAt(issued)
    .setExpirationTime(issued + minutes * 60)
    .sign(key);
}

it('a link says whose reports it opens, for half an hour', async () => {
  const token = await links.write('borgo', 'hmac');
  expect(await links.read('borgo', token)).toBe('hmac');
  now = NOW + 30 * 60_000 - 1000;
  expect(await links.read('borgo', token)).toBe('hmac');
  now = NOW + 30 * 60_000;
  expect(await links.read('borgo', token)).toBeUndefined();
});

it('a link opens nothing in another Comune, nor where another key is', async () => {
  const token = await links.write('borgo', 'hmac');
  expect(await links.read('altrove', token)).toBeUndefined();
  const others = new MyReportsLinks(Buffer.alloc(32, 8), () => new Date(now).toISOString());
  expect(await others.read('borgo', token)).toBeUndefined();
});

it('a link that was altered opens nothing', async () => {
  const token = await links.write('borgo', 'hmac');
  const [head = '', , signature = ''] = token.split('.');
  const { payload } = { payload: { aud: 'sportello:my-reports', iss: 'borgo', sub: 'other', iat: 1, exp: 9e9 } };
  const claims = Buffer.from(JSON.stringify(payload)).toString('base64url');
  for (const altered of [
    `${head}.${claims}.${signature}`,
    `${token}x`,
    token.slice(0, -1),
    '',
    'a.b.c',
    `${head}.${claims}.`,
  ])
    expect(await links.read('borgo', altered)).toBeUndefined();
});

it('no token of another purpose is taken for a link, whatever key it is made with', async () => {
  expect(await links.read('borgo', await forged())).toBe('hmac');
  expect(await links.read('borgo', await forged({ audience: 'reports' }))).toBeUndefined();
  expect(await links.read('borgo', await forged({ label: 'sportello list cursor' }))).toBeUndefined();
  const unsigned = new UnsecuredJWT().setAudience('sportello:my-reports').setIssuer('borgo').setSubject('hmac');
  expect(await links.read('borgo', unsigned.setIssuedAt().setExpirationTime('30m').encode())).toBeUndefined();
});
