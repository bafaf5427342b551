import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program in the product's folder and gives its exit code; what it says comes out on `output`, with `quiet` only when it fails. It ends with us. */
export function run(program, args, { quiet = false, env = process.env, output: out = process.stdout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', out.fd, 'inherit'],
    });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    const forward = (signal) => child.kill(signal);
    process.on('SIGTERM', forward).on('SIGINT', forward);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGTERM', forward).off('SIGINT', forward);
      if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(signal ? 1 : (code ?? 1));
    });
  });
}

/** The npm that started us, else the one on the PATH. */
export function npm(args, options) {
  const ours = process.env.npm_execpath;
  return ours?.endsWith('.js') ? run(process.execPath, [ours, ...args], options) : run('npm', args, options);
}
