import processes from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import sharp from 'sharp';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';
import {
  A_WEBP_OF_42_BYTES,
  aDocx,
  aJpegOfScans,
  aMovingWebp,
  anOdt,
  aPdf,
  aPdfThatIsAnArchive,
  aPng,
  aTalkativePhoto,
  aZip,
  ARCHIVE_BOMBS,
  jpegWithComments,
  SECRET,
  textChunk,
  withinPng,
} from './testing/sample-files';

let gateway: GatewayUnderTest;
let photo: Buffer;
beforeAll(async () => {
  [gateway, photo] = await Promise.all([gatewayUnderTest(), aTalkativePhoto()]);
});
afterAll(() => gateway.close());

interface Uploaded {
  readonly id: string;
  readonly kind: string;
  readonly type: string;
  readonly bytes: number;
  readonly width?: number;
  readonly height?: number;
}

/** As a browser sends a form. */
function upload(content: Buffer, name = 'photo.jpg', headers: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  return gateway.ask('/api/v1/attachments', { method: 'POST', body: form, headers });
}

async function uploaded(content: Buffer): Promise<Uploaded> {
  const answer = await upload(content);
  expect([answer.status, answer.status === 201 ? '' : await answer.clone().text()]).toEqual([201, '']);
  return (await answer.json()) as Uploaded;
}

/** Uploads, and expects that so many processes were started to read it. */
async function uploadReadBy(count: number, content: Buffer): Promise<Response> {
  const reading = jest.spyOn(processes, 'spawn');
  try {
    const answer = await upload(content);
    expect(reading).toHaveBeenCalledTimes(count);
    return answer;
  } finally {
    reading.mockRestore();
  }
}

async function refusal(answer: Response): Promise<string> {
  return ((await answer.json()) as { code: string }).code;
}

interface Submitted {
  readonly code: string;
  readonly trackingToken: string;
}

async function submitted(attachments: readonly string[], headers: Record<string, string> = {}): Promise<Submitted> {
  const answer = await gateway.send('POST', '/api/v1/reports', aSubmission({ attachments }), headers);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Submitted;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('an image', () => {
  it('is read in a process of its own', async () => {
    expect((await uploadReadBy(1, photo)).status).toBe(201);
  });

  it('is encoded anew, turned upright, without anything that stood beside its pixels', async () => {
    expect(photo.includes(SECRET)).toBe(true);
    const before = await sharp(photo).metadata();
    expect([before.exif, before.xmp, before.iptc, before.icc].map((part) => part !== undefined)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const file = await uploaded(photo);
    expect(file).toMatchObject({ kind: 'image', type: 'image/jpeg', width: 800, height: 1200 });
    const { code, trackingToken } = await submitted([file.id]);
    const page = await gateway.ask(`/api/v1/reports/${code}`, { headers: { 'x-report-token': trackingToken } });
    const { attachments } = (await page.json()) as { attachments: { url: string; thumbnailUrl: string }[] };
    for (const path of [attachments[0]!.url, attachments[0]!.thumbnailUrl]) {
      const answer = await gateway.ask(path, { headers: { 'x-report-token': trackingToken } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      const bytes = Buffer.from(await answer.arrayBuffer());
      const { exif, xmp, iptc, icc, orientation, width, height } = await sharp(bytes).metadata();
      expect({ exif, xmp, iptc, icc, orientation }).toEqual({});
      expect(height).toBeGreaterThan(width);
      for (const trace of [SECRET, 'Photoshop', 'Exif', 'preview of', 'http://ns.adobe.com'])
        expect([trace, bytes.includes(trace)]).toEqual([trace, false]);
      // One image begins in it, and no other.
      expect(bytes.toString('latin1').split('\xff\xd8\xff').length - 1).toBe(1);
    }
  });

  it.each(['png', 'webp'] as const)('in %s stays so, and loses its texts', async (format) => {
    const image =
      format === 'png'
        ? aPng(300, 200, SECRET)
        : await sharp(aPng(300, 200))
            .withExif({ IFD0: { Artist: SECRET } })
            .webp()
            .toBuffer();
    expect(image.includes(SECRET)).toBe(true);
    const { id, type } = await uploaded(image);
    expect(type).toBe(`image/${format}`);
    const { code, trackingToken } = await submitted([id]);
    const answer = await gateway.ask(`/api/v1/reports/${code}/attachments/${id}`, {
      headers: { 'x-report-token': trackingToken },
    });
    expect(Buffer.from(await answer.arrayBuffer()).includes(SECRET)).toBe(false);
  });

  it('that is an archive too loses the archive', async () => {
    const { id } = await uploaded(Buffer.concat([photo, aZip([{ name: 'evil.js', content: Buffer.from(SECRET) }])]));
    const { code, trackingToken } = await submitted([id]);
    const answer = await gateway.ask(`/api/v1/reports/${code}/attachments/${id}`, {
      headers: { 'x-report-token': trackingToken },
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([bytes.includes('PK'), bytes.includes('evil.js')].includes(true) && bytes.includes('evil.js')).toBe(false);
  });
});

describe('what is little work when only its pixels are read', () => {
  it.each([
    [
      'a PNG whose texts unpack to gigabytes',
      () => withinPng(aPng(30, 20), ...Array<Buffer>(90).fill(textChunk(30_000_000))),
    ],
    ['a JPEG of many comments', () => jpegWithComments(photo, 200_000)],
    ['a WebP that moves', () => aMovingWebp(50)],
  ])('%s', async (_what, made) => {
    expect((await uploaded(await made())).kind).toBe('image');
  });
});

describe('what is refused', () => {
  it('a hundred megapixels, before a pixel is decoded', async () => {
    const bomb = aPng(10_000, 10_000);
    expect(bomb.length).toBeLessThan(1_000_000);
    const answer = await uploadReadBy(0, bomb);
    expect([answer.status, await refusal(answer)]).toEqual([413, 'FILE_TOO_LARGE']);
  });

  it.each([
    ['a JPEG of a hundred scans', () => aJpegOfScans(90)],
    ['a large PNG that is drawn in passes', () => sharp(aPng(4_000, 3_000)).png({ progressive: true }).toBuffer()],
  ])('%s, which is much work for few pixels, before one is decoded', async (_what, made) => {
    const answer = await uploadReadBy(0, await made());
    expect([answer.status, await refusal(answer)]).toEqual([413, 'FILE_TOO_LARGE']);
  });

  it.each([
    ['a WebP of 42 bytes that stand for forty megapixels', () => A_WEBP_OF_42_BYTES],
    ['a PNG of nine megapixels whose pixels are of eight bytes', () => aPng(3_000, 3_000, '', true)],
  ])('%s, by its header', async (_what, made) => {
    const answer = await uploadReadBy(0, made());
    expect([answer.status, await refusal(answer)]).toEqual([413, 'FILE_TOO_LARGE']);
  });

  it.each(ARCHIVE_BOMBS)('an archive that unpacks to far more and %s', async (_what, made) => {
    const answer = await upload(made(), 'lettera.docx');
    expect([answer.status, await refusal(answer)]).toEqual([400, 'UNREADABLE_FILE']);
  });

  it.each<[string, () => Buffer, number, string]>([
    [
      'a page that calls itself a photo',
      () => Buffer.from('<!doctype html><script>alert(1)</script>'),
      415,
      'UNSUPPORTED_FILE_TYPE',
    ],
    [
      'a drawing that can run scripts',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      415,
      'UNSUPPORTED_FILE_TYPE',
    ],
    ['a program', () => Buffer.from('\x7fELF\x02\x01\x01\0'), 415, 'UNSUPPORTED_FILE_TYPE'],
    ['a script', () => Buffer.from('#!/bin/sh\nrm -rf /\n'), 415, 'UNSUPPORTED_FILE_TYPE'],
    ['a GIF that is a script', () => Buffer.from('GIF89a/*\0*/=alert(1)'), 415, 'UNSUPPORTED_FILE_TYPE'],
    ['half a photo', () => photo.subarray(0, photo.length - 2_000), 400, 'UNREADABLE_FILE'],
    ['a photo of a few bytes', () => photo.subarray(0, 30), 400, 'UNREADABLE_FILE'],
    [
      'a PNG whose header lies',
      () => Buffer.concat([aPng(10, 10).subarray(0, 40), Buffer.alloc(500, 0x41)]),
      400,
      'UNREADABLE_FILE',
    ],
    ['half a PDF', () => aPdf().subarray(0, 60), 400, 'UNREADABLE_FILE'],
    ['a PDF in the comment of an archive', aPdfThatIsAnArchive, 400, 'UNREADABLE_FILE'],
    ['a PDF with an archive behind it', () => Buffer.concat([aPdf(), aDocx()]), 400, 'UNREADABLE_FILE'],
    [
      'an archive with something before it',
      () => Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(50), aDocx()]),
      400,
      'UNREADABLE_FILE',
    ],
    [
      'an archive with something behind it',
      () => Buffer.concat([aDocx(), Buffer.from('<script>')]),
      400,
      'UNREADABLE_FILE',
    ],
    ['half an archive', () => aDocx().subarray(0, 100), 400, 'UNREADABLE_FILE'],
    [
      'an archive that climbs out',
      () => aDocx([{ name: '../../etc/passwd', content: Buffer.from('x') }]),
      400,
      'UNREADABLE_FILE',
    ],
    [
      'an archive that is no document',
      () => aZip([{ name: 'a.txt', content: Buffer.from('x') }]),
      415,
      'UNSUPPORTED_FILE_TYPE',
    ],
    [
      'a document with macros',
      () => aDocx([{ name: 'word/vbaProject.bin', content: Buffer.from('x') }]),
      415,
      'UNSUPPORTED_FILE_TYPE',
    ],
    ['nothing', () => Buffer.alloc(0), 400, 'INVALID_REQUEST'],
    [
      'a photo of eleven megabytes',
      () => Buffer.concat([photo, Buffer.alloc(11 * 1024 * 1024)]),
      413,
      'FILE_TOO_LARGE',
    ],
    ['a text of more than twenty megabytes', () => Buffer.alloc(20 * 1024 * 1024 + 100, 'a'), 413, 'FILE_TOO_LARGE'],
  ])('%s', async (_what, content, status, code) => {
    const answer = await upload(content());
    expect([answer.status, await refusal(answer)]).toEqual([status, code]);
  });

  it('a body without a file, with two, with another field, and one that is no form', async () => {
    const form = (...fields: readonly [string, Blob | string][]): FormData => {
      const made = new FormData();
      for (const [name, value] of fields) made.append(name, value);
      return made;
    };
    const file = new Blob([photo]);
    for (const body of [form(['note', 'x']), form(['file', file], ['file', file]), form(['other', file])]) {
      const answer = await gateway.ask('/api/v1/attachments', { method: 'POST', body });
      expect([answer.status, await refusal(answer)]).toEqual([400, 'INVALID_REQUEST']);
    }
    const json = await gateway.send('POST', '/api/v1/attachments', {});
    expect([json.status, await refusal(json)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const elsewhere = await gateway.ask('/api/v1/reports', { method: 'POST', body: form(['file', file]) });
    expect([elsewhere.status, await refusal(elsewhere)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('a form that breaks off, and nothing of it stays', async () => {
    await new Promise<void>((resolve, reject) => {
      const socket = createConnection({ port: gateway.port, host: '127.0.0.1' });
      socket.on('error', reject).on('close', () => resolve());
      socket.write(
        'POST /api/v1/attachments HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n' +
          '--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n' +
          'a'.repeat(20_000),
        () => socket.destroy(),
      );
    });
    await eventually(async () => (await filesBelow(join(gateway.dataDir, 'arriving-files'))).length === 0);
  });
});

describe('a document', () => {
  it.each<[string, () => Buffer, string]>([
    ['PDF', aPdf, 'application/pdf'],
    ['DOCX', () => aDocx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['ODT', anOdt, 'application/vnd.oasis.opendocument.text'],
    ['text', () => Buffer.from(`Perché no? ${SECRET}\n`), 'text/plain'],
  ])('in %s is served as it came, to be saved and never shown', async (_what, content, type) => {
    const { id } = await uploaded(content());
    const { code, trackingToken } = await submitted([id]);
    const answer = await gateway.ask(`/api/v1/reports/${code}/attachments/${id}`, {
      headers: { 'x-report-token': trackingToken },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(content())).toBe(true);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[0-9A-Z]{11}-[0-9a-f]{8}\.[a-z]{3,4}"$/,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    const thumbnail = await gateway.ask(`/api/v1/reports/${code}/attachments/${id}/thumbnail`, {
      headers: { 'x-report-token': trackingToken },
    });
    expect(thumbnail.status).toBe(404);
  });

  it('lies where its name cannot lead, and nothing of it can be read there', async () => {
    const answer = await upload(aPdf(), `../../../${SECRET}\0.pdf`);
    const { id } = (await answer.json()) as Uploaded;
    const all = await filesBelow(gateway.dataDir);
    expect(all.filter((path) => path.includes(id))).toEqual([
      join(gateway.dataDir, 'attachments', 'borgo-esempio', `${id}.original`),
    ]);
    for (const path of all) {
      expect(path).not.toContain(SECRET);
      expect([path, (await readFile(path)).includes(SECRET)]).toEqual([path, false]);
    }
  });
});

describe('who may read a file', () => {
  it('is who may read its report, when they ask', async () => {
    const { id } = await uploaded(aPdf());
    const { code, trackingToken } = await submitted([id]);
    const path = `/api/v1/reports/${code}/attachments/${id}`;
    const staff = await gateway.signIn('urp@demo.it');
    const status = async (headers: Record<string, string> = {}): Promise<number> =>
      (await gateway.ask(path, { headers })).status;
    expect([
      await status(),
      await status({ 'x-report-token': 'guess' }),
      await status({ 'x-report-token': trackingToken }),
      await status(staff),
    ]).toEqual([404, 404, 200, 200]);
    const other = await submitted([]);
    expect((await gateway.ask(`/api/v1/reports/${other.code}/attachments/${id}`, { headers: staff })).status).toBe(404);
    expect(
      (await gateway.ask(`/api/v1/reports/${code}/attachments/..%2f..%2fmaster.key`, { headers: staff })).status,
    ).toBe(404);
    const stranger = (await (await gateway.ask(`/api/v1/reports/${code}`)).json()) as { attachments: unknown[] };
    expect(stranger.attachments).toEqual([]);
  });
});

describe('a file and its report', () => {
  it('belong together once: a retry finds it, another report does not', async () => {
    const { id } = await uploaded(aPdf());
    const headers = { 'idempotency-key': randomUUID() };
    const first = await submitted([id], headers);
    expect((await submitted([id], headers)).code).toBe(first.code);
    const answer = await gateway.send('POST', '/api/v1/reports', aSubmission({ attachments: [id] }));
    expect([answer.status, await refusal(answer)]).toEqual([409, 'ATTACHMENT_ALREADY_USED']);
    const unknown = await gateway.send('POST', '/api/v1/reports', aSubmission({ attachments: [randomUUID()] }));
    expect([unknown.status, await refusal(unknown)]).toEqual([404, 'ATTACHMENT_NOT_FOUND']);
  });

  it('are free of each other when the report was refused', async () => {
    const { id } = await uploaded(aPdf());
    const body = aSubmission({ attachments: [id], category: 'unheard-of' });
    expect((await gateway.send('POST', '/api/v1/reports', body)).status).toBe(400);
    await submitted([id]);
  });

  it('can meet later, by the report’s token', async () => {
    const [{ id }, { code, trackingToken }] = [await uploaded(aPdf()), await submitted([])];
    const attach = (headers: Record<string, string>): Promise<Response> =>
      gateway.send('POST', `/api/v1/reports/${code}/attachments`, { attachment: id }, headers);
    expect((await attach({})).status).toBe(401);
    const answer = await attach({ 'x-report-token': trackingToken });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    const path = `/api/v1/reports/${code}/attachments/${id}`;
    expect((await gateway.ask(path, { headers: { 'x-report-token': trackingToken } })).status).toBe(200);
  });

  it('find each other however the id is typed', async () => {
    const [{ id }, late] = [await uploaded(aPdf()), await uploaded(aPdf())];
    const { code, trackingToken } = await submitted([id.toUpperCase()]);
    const headers = { 'x-report-token': trackingToken };
    const body = { attachment: late.id.toUpperCase() };
    expect((await gateway.send('POST', `/api/v1/reports/${code}/attachments`, body, headers)).status).toBe(200);
    for (const one of [id, late.id])
      expect((await gateway.ask(`/api/v1/reports/${code}/attachments/${one}`, { headers })).status).toBe(200);
  });

  it('are the same for an upload that is sent again, and not for another under the same key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const ids = [];
    for (const content of [photo, photo])
      ids.push(((await (await upload(content, 'x', headers)).json()) as Uploaded).id);
    expect(ids[0]).toBe(ids[1]);
    const answer = await upload(aPdf(), 'x', headers);
    expect([answer.status, await refusal(answer)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });
});

describe('what does not stay', () => {
  it('a file whose reporter was erased: its row says only that it was there, and it lies nowhere', async () => {
    const { id } = await uploaded(photo);
    const { code } = await submitted([id]);
    const there = async (): Promise<number> =>
      (await filesBelow(join(gateway.dataDir, 'attachments'))).filter((path) => path.includes(id)).length;
    expect(await there()).toBe(2);
    gateway.reports.erase(code, 'borgo-esempio');
    const row = async (): Promise<Record<string, unknown> | undefined> =>
      (
        await gateway.database.worker.query(
          'select state, wrapped_key, content_hmac from gateway.attachments where id = $1',
          [id],
        )
      ).rows[0];
    const left = await eventually(row, (found) => found?.['state'] !== 'bound');
    expect(left).toEqual({ state: 'blanked', wrapped_key: null, content_hmac: null });
    expect(await there()).toBe(0);
  });

  it('a file that the store lost is a part that is down, not a hole in the page', async () => {
    const { id } = await uploaded(aPdf());
    const { code, trackingToken } = await submitted([id]);
    await rm(join(gateway.dataDir, 'attachments', 'borgo-esempio', `${id}.original`));
    const answer = await gateway.ask(`/api/v1/reports/${code}/attachments/${id}`, {
      headers: { 'x-report-token': trackingToken },
    });
    expect(answer.status).toBe(503);
  });
});
