import { appendFileSync } from 'node:fs';

/* Loaded before a command (`--require`) and, with its environment, before every Node process that it starts: notes each one's peak memory. */

const { PEAKS_FILE } = process.env;
// In KiB on every system (libuv, uv_getrusage).
if (PEAKS_FILE !== undefined)
  process.once('exit', () => appendFileSync(PEAKS_FILE, `${process.resourceUsage().maxRSS}\n`));
