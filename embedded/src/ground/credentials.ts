import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { ensureSecret, newKey, type Settings } from '@sportello/service-kit';

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** The passwords of the first accounts, and whether the person at the terminal has seen them before. */
export interface Credentials {
  readonly adminEmail: string;
  readonly adminPassword: string;
  /** Where the password stands when it was generated. */
  readonly adminPasswordFile?: string;
  /** True when the password was generated just now: the only time it is shown. */
  readonly adminPasswordIsNew: boolean;
  /** In demo mode. */
  readonly demoPassword?: string;
}

/** Passwords from the environment, else generated once and kept in the data directory, readable by its owner alone. */
export async function ensureCredentials(settings: Settings): Promise<Credentials> {
  const { adminEmail, adminPassword, dataDir } = settings;
  const demoPassword = settings.demo ? await ensureDemoPassword(settings) : undefined;
  const given = adminPassword ?? demoPassword;
  const demo = demoPassword === undefined ? {} : { demoPassword };
  if (given !== undefined) return { adminEmail, adminPassword: given, adminPasswordIsNew: false, ...demo };

  const adminPasswordFile = join(dataDir, 'admin-password');
  const { secret, made } = await ensureSecret(adminPasswordFile, () => newPassword(4));
  return { adminEmail, adminPassword: secret, adminPasswordFile, adminPasswordIsNew: made };
}

async function ensureDemoPassword({ demoPassword, dataDir }: Settings): Promise<string> {
  if (demoPassword !== undefined) return demoPassword;
  return (await ensureSecret(join(dataDir, 'demo-password'), () => newPassword(3))).secret;
}

/** The keys that everything else hangs on, made at the first start. What the environment gives is not written down. */
export async function ensureKeys({ dataDir, masterKey, codeSecret }: Settings): Promise<void> {
  if (masterKey === undefined) await ensureSecret(join(dataDir, 'master.key'), newKey);
  if (codeSecret === undefined) await ensureSecret(join(dataDir, 'code.key'), newKey);
}

/** Groups of five characters, about 25 bits each. */
function newPassword(groups: number): string {
  const character = (): string => ALPHABET.charAt(randomInt(ALPHABET.length));
  return Array.from({ length: groups }, () => Array.from({ length: 5 }, character).join('')).join('-');
}
