import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Product, temporaryDataDir } from './support/product';

const ROOT = join(__dirname, '..');
const FILES = join(ROOT, 'deploy', 'municipalities');

/** The commands of a page, in order. */
async function commandsOf(page: string): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, 'docs', page), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
}

describe('The page on the work of departments', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;

  beforeAll(async () => {
    data = await temporaryDataDir();
    const comuni = join(data.path, 'comuni');
    await mkdir(comuni);
    for (const file of ['borgo-esempio.yaml', 'examples/cassino.yaml', 'examples/cassino.geojson'])
      await copyFile(join(FILES, file), join(comuni, file.replace('examples/', '')));
    product = await Product.start({
      dataDir: data.path,
      environment: { MUNICIPALITIES_DIR: comuni, DEMO: 'true', DEMO_PASSWORD: '' },
    });
  });
  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('has commands that do what it says', async () => {
    const [starting, ...commands] = await commandsOf('departments.md');
    expect(starting).toContain('npm start');
    const script = commands
      .join('')
      .replaceAll('http://localhost:3000', product.url)
      .replaceAll('/tmp/sportello-two', data.path);
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { timeout: 240_000 });
    let said = '';
    for (const output of [shell.stdout, shell.stderr])
      output.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    const [code] = (await once(shell, 'close')) as [number | null];
    expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
    const states = [...said.matchAll(/"status":"(\w+)","revision":\d+}/g)].map(([, status]) => status);
    expect(states).toEqual([
      ...['assigned', 'in_progress', 'waiting_for_reporter', 'in_progress', 'in_progress'],
      ...['resolved', 'resolved', 'assigned', 'resolved', 'resolved', 'resolved'],
    ]);
    expect(said).toMatch(/^borgo-esempio$/m);
    const [history = ''] = said.trimEnd().split('\n').slice(-1);
    for (const type of ['report.escalated', 'report.reporter-erased', 'report.text-redacted'])
      expect(history).toContain(`"${type}"`);
    expect(history).not.toMatch(/Maria|Metà/);
  });
});
