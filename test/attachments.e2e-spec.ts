import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { aReport, Door } from './support/door';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';

/** A word that a letter holds, and no file on our disk may. */
const NAME = 'GelsominaQuagliarulo';
const LETTER = Buffer.from(`Gentile Comune, firmato ${NAME}\n`);

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe.each(TOPOLOGIES)('A file that comes with a report, topology %s', (topology) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let door: Door;

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ topology, dataDir: data.path });
    door = new Door(product.url);
  });
  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('is read by those who may, lies sealed on the disk, and is gone with what was written', async () => {
    const form = new FormData();
    form.append('file', new Blob([LETTER]), '../../lettera di Gelsomina.txt');
    const address = product.url;
    const sent = await fetch(`${address}/api/v1/attachments`, { method: 'POST', body: form });
    expect(sent.status).toBe(201);
    const { id } = (await sent.json()) as { id: string };

    const report = await door.post('/api/v1/reports', aReport({ attachments: [id] }));
    expect(report.status).toBe(201);
    const { code, trackingToken } = report.body as { code: string; trackingToken: string };
    const path = `${address}/api/v1/reports/${code}/attachments/${id}`;
    const read = (headers: Record<string, string> = {}): Promise<Response> => fetch(path, { headers });
    expect((await read()).status).toBe(404);
    const letter = await read({ 'x-report-token': trackingToken });
    expect([letter.status, Buffer.from(await letter.arrayBuffer()).equals(LETTER)]).toEqual([200, true]);

    const stored = (await filesBelow(data.path)).filter((file) => file.includes(id));
    expect(stored.map((file) => file.slice(file.lastIndexOf('.')))).toEqual(['.original']);
    for (const file of stored) expect((await readFile(file)).includes(NAME)).toBe(false);

    const token = await door.signIn('urp@demo.it');
    expect((await door.post(`/api/v1/reports/${code}/redaction`, {}, { token })).status).toBe(200);
    await eventually(
      () => filesBelow(data.path),
      (files) => files.every((file) => !file.includes(id)),
    );
    expect((await read({ 'x-report-token': trackingToken })).status).toBe(404);
  });
});
