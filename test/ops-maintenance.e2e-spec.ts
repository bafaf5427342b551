import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { launch, sportello } from './support/command-line';
import { Door } from './support/door';
import { aLine } from './support/import-cases';
import { ALWAYS, aResolvedReport } from './support/operated-product';
import { Product, temporaryDataDir } from './support/product';
import { subscriberImports, SUBSCRIBERS_IMPORTED } from './support/subscribers';

describe('The operators’ command line with nothing running', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let code: string;

  beforeAll(async () => {
    data = await temporaryDataDir();
    const product = await Product.start({ dataDir: data.path });
    ({ code } = await aResolvedReport(new Door(product.url)));
    await product.end();
  });
  afterAll(() => data.remove());

  it('starts the product in maintenance, asks it, and leaves nothing running', async () => {
    const said = await sportello(data.path, 'stream', 'show', code);
    expect({ code: said.code, err: said.err }).toEqual({ code: 0, err: '' });
    expect(said.out.split('\n')).toHaveLength(5);
    await expect(access(join(data.path, 'lock'))).rejects.toThrow('ENOENT');
    await expect(access(join(data.path, 'ops.sock'))).rejects.toThrow('ENOENT');
  });

  it('imports reports, of which nobody is told when the product starts', async () => {
    const email = 'in.manutenzione@example.org';
    const path = join(data.path, 'old.jsonl');
    await writeFile(path, aLine(email));
    const said = await sportello(data.path, 'import', 'reports', path, '--yes', '--json');
    expect(said).toMatchObject({ code: 0, err: '' });
    const imported = String(said.json()[0]?.['code']);
    const product = await Product.start({ dataDir: data.path });
    const recorded = await eventually(
      async () => {
        const replay = await sportello(data.path, 'notifications', 'replay', ...ALWAYS, '--json');
        return replay.json().flatMap((one) => (one['recipient'] === imported ? [one['recorded']] : []));
      },
      (all) => all.length === 4 && !all.includes('none'),
    );
    expect(recorded).toEqual(Array(4).fill('suppressed'));
    const door = new Door(product.url);
    expect(await door.mailsTo(email)).toEqual([]);
    await product.end();
  });

  it('takes over who reads the newsletter, once, and keeps out whom it has forgotten', async () => {
    expect(await subscriberImports({ DATA_DIR: data.path })).toEqual(SUBSCRIBERS_IMPORTED);
  });

  it('serves several command lines with the one that the first has started', async () => {
    const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--from', 'start', '--json']);
    await eventually(
      async () => tail.saidSoFar,
      (out) => out.includes(code),
    );
    expect(await sportello(data.path, 'projection', 'verify', 'work_queue')).toMatchObject({ code: 0 });
    tail.child.kill('SIGINT');
    expect(await tail.end()).toMatchObject({ code: 130 });
  });

  it('ends what it started when it is killed, so that the product starts', async () => {
    const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--from', 'start', '--json']);
    await eventually(
      async () => tail.saidSoFar,
      (out) => out !== '',
    );
    tail.child.kill('SIGKILL');
    await tail.end();
    await eventually(
      () =>
        access(join(data.path, 'lock')).then(
          () => true,
          () => false,
        ),
      (locked) => !locked,
    );
    const product = await Product.start({ dataDir: data.path });
    expect(await product.end()).toMatchObject({ code: 0 });
  });

  it('makes nothing where there is no installation', async () => {
    const elsewhere = await temporaryDataDir();
    const said = await sportello(join(elsewhere.path, 'nothing'), 'projection', 'list', '--json');
    expect({ code: said.code, said: said.json() }).toEqual({
      code: 1,
      said: [{ error: { code: 'CANNOT_REACH', message: expect.stringContaining('There is no installation') } }],
    });
    await expect(access(join(elsewhere.path, 'nothing'))).rejects.toThrow('ENOENT');
    await elsewhere.remove();
  });
});
