import { randomUUID } from 'node:crypto';
import { aReport, Door } from './support/door';
import { eventually } from '@sportello/event-sourcing/testing';
import { Product, temporaryDataDir } from './support/product';
import { SmallDisk } from './support/small-disk';

const MEBIBYTES = 400;
/** Long before this many reports the tables need another block. */
const AT_MOST = 3_000;

describe('A full disk', () => {
  /** How to undo what was set up, as far as that came. */
  const undo: (() => Promise<unknown>)[] = [];
  let disk: SmallDisk;
  let door: Door;

  beforeAll(async () => {
    const data = await temporaryDataDir();
    undo.push(() => data.remove());
    disk = await SmallDisk.mount(data.path, MEBIBYTES);
    undo.push(() => disk.unmount());
    const product = await Product.start({ dataDir: data.path });
    undo.push(() => product.dispose());
    door = new Door(product.url);
  });

  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('is answered with 503 and keeps nothing by half; with room again the retry is done, once', async () => {
    await disk.fill();
    const taken: string[] = [];
    let key = '';
    let status = 0;
    for (let turn = 0; turn < AT_MOST && status !== 503; turn += 1) {
      key = randomUUID();
      const answer = await door.post('/api/v1/reports', aReport(), { key });
      ({ status } = answer);
      if (status === 503) expect(answer.body).toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 503 });
      else {
        expect(status).toBe(201);
        taken.push(String(answer.body['code']));
      }
    }
    expect(status).toBe(503);

    await disk.makeRoom();
    const retried = await eventually(
      () => door.post('/api/v1/reports', aReport(), { key }),
      (answer) => answer.status !== 503,
    );
    expect(retried.status).toBe(201);
    const again = await door.post('/api/v1/reports', aReport(), { key });
    expect([again.status, again.body['code']]).toEqual([201, retried.body['code']]);
    for (const code of [...taken, String(retried.body['code'])]) {
      expect((await door.get(`/api/v1/reports/${code}`)).status).toBe(200);
    }
    await eventually(
      () => door.get('/health/ready'),
      (answer) => answer.status === 200,
    );
  }, 600_000);
});
