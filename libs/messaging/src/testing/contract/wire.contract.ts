import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SUBJECTS } from '@sportello/contracts';
import { SignJWT } from 'jose';
import { privateKeyFile, publicKeyFile } from '../../key-files';
import { aRating, type RawMessage, type World } from './world';

const metadata = JSON.stringify({ correlationId: 'corr-1', causationId: 'corr-1' });
const anonymous = { kind: 'anonymous', municipalityId: 'borgo-esempio' } as const;
const nested = (levels: number) => `${'{"code":'.repeat(levels)}1${'}'.repeat(levels)}`;
const seconds = () => Math.floor(Date.now() / 1000);

interface Claims {
  readonly actor?: unknown;
  readonly issuer?: string;
  readonly audience?: string;
  readonly issuedAt?: number;
  readonly expires?: number;
  readonly kid?: string;
}

/** Messages that did not come from our own client: whatever they hold, they are answered and nothing is done. */
export function wireContract(world: () => World): void {
  let handled: number;
  const send = async (message: Partial<RawMessage>, subject: string = SUBJECTS.rateReport): Promise<unknown> => {
    handled = 0;
    await world().replica(() => (handled += 1));
    const token = await (await world().keys.of('gateway')).sign(anonymous, 'reports');
    const body = Buffer.from(JSON.stringify(aRating));
    return JSON.parse(await world().wire.raw(subject, { token, metadata, body, ...message })) as unknown;
  };
  const privateKey = async (service: string): Promise<KeyObject> =>
    createPrivateKey(await readFile(join(world().keys.dir, privateKeyFile(service))));
  const token = async (signer: KeyObject, claims: Claims = {}): Promise<string> =>
    new SignJWT({ actor: 'actor' in claims ? claims.actor : anonymous })
      .setProtectedHeader({ alg: 'EdDSA', kid: claims.kid ?? claims.issuer ?? 'gateway' })
      .setIssuer(claims.issuer ?? 'gateway')
      .setAudience(claims.audience ?? 'reports')
      .setIssuedAt(claims.issuedAt ?? seconds())
      .setExpirationTime(claims.expires ?? seconds() + 60)
      .sign(signer);

  it('takes a well-made message', async () => {
    expect(await send({ token: await token(await privateKey('gateway')) })).toEqual({ ok: true, value: 1 });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"code": "0000'],
    ['a list', '[]'],
    ['a text', '"hello"'],
    ['null', 'null'],
    ['nested 17 deep', nested(17)],
    ['nested 3,000 deep', nested(3_000)],
    ['lists in lists', `{"code":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('refuses a body that is %s', async (_, body) => {
    expect(await send({ body: Buffer.from(body) })).toMatchObject({
      ok: false,
      refusal: { code: 'MALFORMED_REQUEST' },
    });
    expect(handled).toBe(0);
  });

  it('leaves it to validation to refuse what is nested as deep as a message may be', async () => {
    expect(await send({ body: Buffer.from(nested(16)) })).toMatchObject({ refusal: { code: 'INVALID_REQUEST' } });
  });

  it('refuses a body that is not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"code":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect(await send({ body })).toMatchObject({ ok: false, refusal: { code: 'MALFORMED_REQUEST' } });
  });

  it('does not take a prototype dressed as a field', async () => {
    const body = Buffer.from('{"code":"00000000000","body":{"rating":4},"__proto__":{"reportToken":"x"}}');
    const taken: object[] = [];
    await world().replica((message) => taken.push(message));
    const token = await (await world().keys.of('gateway')).sign(anonymous, 'reports');
    await world().wire.raw(SUBJECTS.rateReport, { token, metadata, body });
    expect(taken.map((message) => 'reportToken' in message && message.reportToken)).toEqual([undefined]);
  });

  it.each([
    ['is missing', ''],
    ['is no JSON', '{'],
    ['is no object', '7'],
    ['lacks its ids', '{"correlationId":"a"}'],
    ['breaks the line of a log', '{"correlationId":"a\\nb","causationId":"c"}'],
    ['has a command id that is no UUID', '{"correlationId":"a","causationId":"c","commandId":"1"}'],
    ['has a body HMAC that is no text', '{"correlationId":"a","causationId":"c","bodyHmac":{}}'],
  ])('refuses metadata that %s', async (_, text) => {
    expect(await send({ metadata: text })).toMatchObject({ ok: false, refusal: { code: 'MALFORMED_REQUEST' } });
    expect(handled).toBe(0);
  });

  const notAuthenticated = { ok: false, refusal: { code: 'NOT_AUTHENTICATED' } };

  it.each([
    ['missing', ''],
    ['a word', 'a'],
    ['three words', 'a.b.c'],
    ['very long', 'x'.repeat(10_000)],
  ])('refuses a token that is %s', async (_, text) => {
    expect(await send({ token: text })).toEqual(notAuthenticated);
    expect(handled).toBe(0);
  });

  it('refuses a token that was signed with another key, or changed', async () => {
    const { privateKey: stranger } = generateKeyPairSync('ed25519');
    expect(await send({ token: await token(stranger) })).toEqual(notAuthenticated);
    const [head, , signature] = (await token(await privateKey('gateway'))).split('.');
    const claims = {
      actor: { kind: 'service', id: 'gateway' },
      iss: 'gateway',
      aud: 'reports',
      iat: seconds(),
      exp: seconds() + 60,
    };
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expect(await send({ token: `${head}.${changed}.${signature}` })).toEqual(notAuthenticated);
    expect(handled).toBe(0);
  });

  it.each(['HS256', 'none'])('refuses a token whose algorithm was changed to %s', async (alg) => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims = { actor: anonymous, iss: 'gateway', aud: 'reports', iat: seconds(), exp: seconds() + 60 };
    const signed = `${encode({ alg, kid: 'gateway' })}.${encode(claims)}`;
    const publicPem = await readFile(join(world().keys.dir, publicKeyFile('gateway')));
    const mac = alg === 'none' ? '' : createHmac('sha256', publicPem).update(signed).digest('base64url');
    expect(await send({ token: `${signed}.${mac}` })).toEqual(notAuthenticated);
  });

  it.each<[string, Claims]>([
    ['is past', { issuedAt: seconds() - 120, expires: seconds() - 60 }],
    ['was made to live for a year', { issuedAt: seconds() - 600, expires: seconds() + 31_536_000 }],
    ['comes from the future', { issuedAt: seconds() + 600, expires: seconds() + 660 }],
    ['is for another service', { audience: 'notifications' }],
    ['bears another name than its key', { issuer: 'reports', kid: 'gateway' }],
    ['names a key of nobody', { kid: 'stranger' }],
    ['speaks for another service', { actor: { kind: 'service', id: 'reports' } }],
    ['speaks for nobody', { actor: undefined }],
    ['speaks for staff without a municipality', { actor: { kind: 'staff', id: 'a', roles: [], departments: [] } }],
    [
      'gives itself a role of its own making',
      { actor: { kind: 'staff', id: 'a', municipalityId: 'borgo', roles: ['mayor'], departments: [] } },
    ],
    ['speaks for a municipality that cannot be one', { actor: { kind: 'anonymous', municipalityId: '../x' } }],
  ])('refuses a token that %s', async (_, claims) => {
    expect(await send({ token: await token(await privateKey('gateway'), claims) })).toEqual(notAuthenticated);
    expect(handled).toBe(0);
  });

  it.each([anonymous, { kind: 'service', id: 'gateway' }])('refuses a service that speaks for %j', async (actor) => {
    const forged = await token(await privateKey('notifications'), { issuer: 'notifications', actor });
    expect(await send({ token: forged })).toEqual(notAuthenticated);
  });

  it.each([SUBJECTS.rateReport, SUBJECTS.reportsHealth])(
    'refuses a service that has no right to ask %s',
    async (subject) => {
      const own = { issuer: 'notifications', actor: { kind: 'service', id: 'notifications' } };
      const reply = await send({ token: await token(await privateKey('notifications'), own) }, subject);
      expect(reply).toMatchObject({ ok: false, refusal: { code: 'NOT_ALLOWED' } });
      expect(handled).toBe(0);
    },
  );
}
