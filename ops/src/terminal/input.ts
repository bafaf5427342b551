import { createInterface } from 'node:readline';

/** The first line of standard input, for what shall not stand on a command line that others can see; empty when there is none. */
export async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
    process.stdin.destroy();
  }
}
