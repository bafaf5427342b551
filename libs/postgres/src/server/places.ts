import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { blockedAt, type Account } from './account';

/** Where a root's clusters and binaries go when their own place cannot be entered by the server's account. */
const OUTSIDE = '/var/lib/sportello';
const LOCATION_FILE = 'postgres-location';

export interface Places {
  readonly dataDir: string;
  /** The folder around the cluster; the server's account can enter it. */
  readonly home: string;
  readonly cluster: string;
  readonly log: string;
  /** Of the superuser; 0600, ours. */
  readonly passwordFile: string;
  /** Where copies of binaries go. */
  readonly elsewhere: string;
  readonly outsideDataDir: boolean;
}

/** The cluster's place: in DATA_DIR, or where an earlier start put it, or outside when the account cannot come in. */
export async function findPlaces(dataDir: string, account: Account | undefined): Promise<Places> {
  const folder = await realpath(dataDir);
  const home = (await recordedHome(folder)) ?? (await chooseHome(folder, account));
  return {
    dataDir: folder,
    home,
    cluster: join(home, 'postgres'),
    log: join(home, 'postgres.log'),
    passwordFile: join(folder, 'postgres.password'),
    elsewhere: account ? OUTSIDE : folder,
    outsideDataDir: home !== folder,
  };
}

/** Written down, so that the data is found again whatever becomes of the permissions, or when DATA_DIR moves. */
async function recordedHome(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, LOCATION_FILE), 'utf8').catch(() => undefined);
  return text?.trim() || undefined;
}

async function chooseHome(folder: string, account: Account | undefined): Promise<string> {
  if (!account) return folder;
  const blocked = await blockedAt(folder, account);
  if (blocked === folder) {
    // DATA_DIR is ours to open: to pass through, not to look into. Its secrets are 0600.
    await chmod(folder, (await stat(folder)).mode | 0o011);
    return folder;
  }
  if (blocked === undefined) return folder;
  const name = `${basename(folder)}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  const home = join(OUTSIDE, name);
  await mkdir(OUTSIDE, { recursive: true, mode: 0o755 });
  await mkdir(home, { recursive: true, mode: 0o711 });
  await chown(home, 0, 0);
  await writeFile(join(folder, LOCATION_FILE), `${home}\n`, { mode: 0o644 });
  return home;
}
