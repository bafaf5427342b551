import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { installPackage, mayInstall } from './debian.mjs';
import { root } from './run.mjs';

const CACHE = join(root, 'node_modules', '.cache', 'sportello');
const EXECUTABLE = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

/**
 * Sees to it that the tests find a `nats-server`: on the PATH, else from Debian when we are root, else out of the official image with
 * testcontainers. Without one the tests on real NATS cannot run: says so and ends the process.
 */
export async function ensureNatsServer() {
  if (onPath()) return;
  if (mayInstall() && (await installPackage('nats-server')) && onPath()) return;
  if (process.platform === 'linux' && (await fromImage())) return;
  console.error(
    'The tests need nats-server, and it is neither on the PATH nor can it be installed from Debian (not root, or no apt-get) nor taken\n' +
      'out of its image (no Docker). Install it (https://nats.io/download: brew install nats-server, apt install nats-server) and try again.',
  );
  process.exit(1);
}

function onPath() {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, EXECUTABLE)));
}

async function fromImage() {
  const cached = join(CACHE, EXECUTABLE);
  if (!existsSync(cached)) {
    console.log('nats-server is missing: taking it out of the image nats:2.10 with testcontainers');
    try {
      await copyFromImage();
    } catch (error) {
      console.error(`That did not work: ${error instanceof Error ? error.message : error}`);
      return false;
    }
  }
  process.env.PATH = `${CACHE}${delimiter}${process.env.PATH ?? ''}`;
  return onPath();
}

async function copyFromImage() {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer('nats:2.10').withStartupTimeout(60_000).start();
  try {
    await mkdir(CACHE, { recursive: true });
    const archive = await container.copyArchiveFromContainer('/nats-server');
    const { spawn } = await import('node:child_process');
    const tar = spawn('tar', ['-x', '-C', CACHE], { stdio: ['pipe', 'inherit', 'inherit'] });
    archive.pipe(tar.stdin);
    const code = await new Promise((resolve, reject) => tar.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`tar ended with ${code}`);
  } finally {
    await container.stop();
  }
}
