import type { Settings } from '@sportello/service-kit';
import { explain } from './explain';

/** Settings, or the end of the process with what is wrong with the environment. */
export function settingsOrExit(read: () => Settings): Settings {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}
