import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { NEVER_MS } from '@sportello/event-sourcing/testing';
import { BucketServer } from '../testing/bucket-server';
import { describeStore } from '../testing/store-contract';
import { StoreUnavailable } from './attachment-store';
import { DiskStore } from './disk-store';
import { openStore, placeOf } from './open-store';
import { signedHeaders } from './s3-signature';
import { S3Store } from './s3-store';

const aName = (): string => `borgo-esempio/${randomUUID()}.original`;
const content = (): Readable => Readable.from([Buffer.from('content')], { objectMode: false });

describeStore('a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sportello-files-'));
  return { store: openStore(folder, undefined), close: () => rm(folder, { recursive: true }) };
});

describeStore('a bucket', async () => {
  const bucket = await BucketServer.open();
  return { store: openStore('', bucket.url()), close: () => bucket.close() };
});

it('a folder and its files are their owner’s alone, and nothing unfinished stays in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sportello-files-'));
  const store = new DiskStore(folder);
  const name = aName();
  await store.put(name, content(), 7);
  await expect(store.put(aName(), content(), 8)).rejects.toThrow('7 bytes instead of 8');
  expect(await readdir(join(folder, 'borgo-esempio'))).toEqual([name.split('/')[1]]);
  const modes = await Promise.all([join(folder, 'borgo-esempio'), join(folder, name)].map((path) => stat(path)));
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600]);
  await rm(folder, { recursive: true });
});

it('a folder that cannot be written says that the store is not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sportello-files-'));
  await writeFile(join(folder, 'file'), '');
  const store = new DiskStore(join(folder, 'file'));
  await expect(store.put(aName(), content(), 7)).rejects.toThrow(StoreUnavailable);
  await rm(folder, { recursive: true });
});

describe('a bucket in trouble', () => {
  let bucket: BucketServer;
  beforeAll(async () => (bucket = await BucketServer.open()));
  afterAll(() => bucket.close());
  afterEach(() => (bucket.trouble = 'none'));

  /** So that the clock decides only where nothing comes at all. */
  const PATIENT = { idleMs: NEVER_MS, totalMs: NEVER_MS };
  const storeOf = (url = bucket.url(), deadlines = PATIENT): S3Store => new S3Store(placeOf(url), deadlines);

  it.each(['refuses', 'breaks off'] as const)('that %s is not there, and that is not waited for', async (trouble) => {
    const [store, name] = [storeOf(), aName()];
    await store.put(name, content(), 7);
    bucket.trouble = trouble;
    await expect(store.put(aName(), content(), 7)).rejects.toThrow(StoreUnavailable);
    if (trouble === 'breaks off') await expect(store.open(name).then(buffer)).rejects.toThrow();
    else await expect(store.open(name)).rejects.toThrow(StoreUnavailable);
  });

  it.each([
    ['not a byte comes', { idleMs: 200, totalMs: NEVER_MS }],
    ['it takes too long in all', { idleMs: NEVER_MS, totalMs: 200 }],
  ])('that is silent is not there when %s', async (_what, deadlines) => {
    bucket.trouble = 'silent';
    const store = storeOf(bucket.url(), deadlines);
    await expect(store.put(aName(), content(), 7)).rejects.toThrow(StoreUnavailable);
    await expect(store.open(aName())).rejects.toThrow(StoreUnavailable);
  });

  it('refuses a wrong secret and a bucket that it does not have, and neither is repeated', async () => {
    for (const url of [bucket.url('another-secret'), bucket.url('a/secret+key', 'other')]) {
      const failure = await storeOf(url).put(aName(), content(), 7).catch(String);
      expect(failure).toContain('StoreUnavailable');
      expect(failure).not.toContain('secret+key');
      expect(failure).not.toContain('another-secret');
    }
  });
});

it('requests are signed as Amazon documents it', () => {
  // Computed by an independent implementation (Python's hmac) over the same canonical request.
  const headers = signedHeaders(
    { method: 'GET', host: 'examplebucket.s3.amazonaws.com', path: '/test.txt', at: new Date('2013-05-24T00:00:00Z') },
    { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1' },
  );
  expect(headers['authorization']).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=5c0d4ff29e72b8f94c5b6720369921e587e39bf7a64e456887dec4b43a2d1b77',
  );
});

it.each(['s3://host/bucket', 's3://ACCESS:SECRET@host', 's3://ACCESS@host/bucket'])(
  '%s names no bucket that can be used',
  (url) => {
    expect(() => placeOf(url)).toThrow('ATTACHMENTS_URL');
  },
);
