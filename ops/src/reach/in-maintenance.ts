import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { OperatorsClient } from '@sportello/messaging';
import { productOver } from './over-socket';
import { CannotReach, type Product } from './product';

const START_MS = 90_000;
const END_MS = 15_000;
/** Of what it says, the end: enough to tell why it could not start. */
const KEPT_CHARACTERS = 4_000;

type News = { readonly ready: true } | { readonly failed: string } | { readonly lingers: true };

/**
 * Starts the product of this data directory without its door, as a process of our own, and ends it afterwards, unless another command line
 * has come in meanwhile. It ends by itself when we are killed. @throws CannotReach
 */
export async function inMaintenance(dataDir: string, signal: AbortSignal): Promise<Product> {
  const child = fork(join(__dirname, '..', '..', '..', 'embedded', 'src', 'maintenance-main.js'), [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
    // A group of its own: Ctrl-C is for us, who end it in order.
    detached: true,
    env: process.env,
  });
  const said = new LastWords(child);
  const interrupted = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', interrupted, { once: true });
  try {
    await started(child, said);
    const client = await OperatorsClient.connect(dataDir);
    if (!client) throw new CannotReach('The product in maintenance does not listen on its socket.');
    const product = productOver(client, `the product of ${dataDir}, started in maintenance`, true);
    return { ...product, close: () => ended(child, client) };
  } catch (error) {
    child.kill('SIGTERM');
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupted);
  }
}

async function started(child: ChildProcess, said: LastWords): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new CannotReach(`The product did not start within ${START_MS / 1000} s.\n${said.text}`));
    }, START_MS);
    const settle = (result: () => void): void => {
      clearTimeout(late);
      result();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) =>
      settle(() => reject(new CannotReach(`The product cannot be started in maintenance (${code}).\n${said.text}`))),
    );
    child.on('message', (message) => {
      const news = message as News;
      if ('ready' in news) settle(resolve);
      if ('failed' in news) settle(() => reject(new CannotReach(news.failed)));
    });
  });
}

async function ended(child: ChildProcess, client: OperatorsClient): Promise<void> {
  await client.close();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const lingers = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if ('lingers' in (message as News)) resolve();
    });
  });
  const force = setTimeout(() => child.kill('SIGKILL'), END_MS);
  if (child.connected) child.send('done');
  await Promise.race([gone, lingers]);
  clearTimeout(force);
  if (child.connected) child.disconnect();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

class LastWords {
  text = '';

  constructor(child: ChildProcess) {
    const collect = (chunk: Buffer): void =>
      void (this.text = `${this.text}${chunk.toString()}`.slice(-KEPT_CHARACTERS));
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
  }
}
