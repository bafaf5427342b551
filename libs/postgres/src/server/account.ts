import { readFile, stat } from 'node:fs/promises';
import { dirname, parse, resolve } from 'node:path';

/** An unprivileged account of the machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['postgres', '_postgres', 'nobody', 'daemon'];

/** PostgreSQL refuses to run as root: then the account it runs as, else undefined (it runs as we do). */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  const found = PREFERRED.map((name) => accounts.find((account) => account.name === name)).find(Boolean);
  const unprivileged = found ?? accounts.find(({ uid }) => uid > 0);
  if (!unprivileged) throw new Error('PostgreSQL does not run as root, and this machine has no other account');
  return unprivileged;
}

/** The first folder on the way to `path` that the account may not enter; undefined when it can reach it. */
export async function blockedAt(path: string, { uid, gid }: Account): Promise<string | undefined> {
  const { root } = parse(resolve(path));
  const folders: string[] = [];
  for (let folder = resolve(path); folder !== root; folder = dirname(folder)) folders.unshift(folder);
  for (const folder of folders) {
    const entry = await stat(folder);
    if (!entry.isDirectory()) continue;
    const needed = entry.uid === uid ? 0o100 : entry.gid === gid ? 0o010 : 0o001;
    if ((entry.mode & needed) === 0) return folder;
  }
  return undefined;
}

function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
