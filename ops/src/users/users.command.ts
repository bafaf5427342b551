import { randomInt } from 'node:crypto';
import { OPERATOR_SUBJECTS, type AccountView } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { WELL, type Verdict } from '../command-line/exit-codes';
import { given } from '../command-line/options';
import { firstLine } from '../terminal/input';
import { table } from '../terminal/table';

export interface Where {
  readonly municipality?: string;
}
export interface AddOptions extends Where {
  readonly name: string;
  readonly role?: readonly string[];
  readonly department?: readonly string[];
  readonly passwordStdin?: boolean;
}

export interface DisableOptions extends Where {
  readonly yes?: boolean;
}
export interface PasswordOptions extends Where {
  readonly passwordStdin?: boolean;
}

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `users list` */
export async function list(
  { product, output, signal }: CommandRun,
  _args: readonly string[],
  { municipality }: Where,
): Promise<Verdict> {
  const asked = given({ municipality });
  const accounts = await ask<readonly AccountView[]>(await product(), OPERATOR_SUBJECTS.accounts, asked, { signal });
  await output.say({ accounts }, () => listed(accounts));
  return WELL;
}

/** `users add` */
export async function add(
  run: CommandRun,
  [email = '']: readonly string[],
  { municipality, name, role = [], department = [], passwordStdin = false }: AddOptions,
): Promise<Verdict> {
  const chosen = await choosePassword(passwordStdin);
  const account = { email, name, roles: role, departments: department, password: chosen, ...given({ municipality }) };
  return changed(run, OPERATOR_SUBJECTS.addAccount, account, passwordStdin ? undefined : chosen);
}

/** `users disable` */
export async function disable(
  run: CommandRun,
  [email = '']: readonly string[],
  { municipality, yes = false }: DisableOptions,
): Promise<Verdict> {
  if (yes) return changed(run, OPERATOR_SUBJECTS.disableAccount, { email, disabled: true, ...given({ municipality }) });
  const found = await accountsOf(run, email, municipality);
  await run.output.say(
    { ok: true, wouldDisable: found },
    () => `${listed(found)}\nIt would be closed. Nothing was changed: add --yes to do it.`,
  );
  return WELL;
}

/** `users reset-second-factor` */
export async function resetSecondFactor(
  run: CommandRun,
  [email = '']: readonly string[],
  { municipality, yes = false }: DisableOptions,
): Promise<Verdict> {
  if (yes) return changed(run, OPERATOR_SUBJECTS.resetSecondFactor, { email, ...given({ municipality }) });
  const found = await accountsOf(run, email, municipality);
  await run.output.say(
    { ok: true, wouldReset: found },
    () =>
      `${listed(found)}\nIts second factor would be forgotten and its sessions ended. Nothing was changed: add --yes to do it.`,
  );
  return WELL;
}

/** `users enable` */
export async function enable(
  run: CommandRun,
  [email = '']: readonly string[],
  { municipality }: Where,
): Promise<Verdict> {
  const message = { email, disabled: false, ...given({ municipality }) };
  return changed(run, OPERATOR_SUBJECTS.disableAccount, message);
}

/** `users password` */
export async function password(
  run: CommandRun,
  [email = '']: readonly string[],
  { municipality, passwordStdin = false }: PasswordOptions,
): Promise<Verdict> {
  const chosen = await choosePassword(passwordStdin);
  const message = { email, password: chosen, ...given({ municipality }) };
  return changed(run, OPERATOR_SUBJECTS.setPassword, message, passwordStdin ? undefined : chosen);
}

async function accountsOf(
  { product, signal }: CommandRun,
  email: string,
  municipality: string | undefined,
): Promise<readonly AccountView[]> {
  const asked = given({ municipality });
  const all = await ask<readonly AccountView[]>(await product(), OPERATOR_SUBJECTS.accounts, asked, { signal });
  const found = all.filter((account) => account.email === email.trim().toLowerCase());
  if (found.length === 0) throw new WrongUsage('There is no account with this address');
  return found;
}

async function changed(
  { product, output, signal }: CommandRun,
  subject: string,
  message: object,
  shownOnce?: string,
): Promise<Verdict> {
  const account = await ask<AccountView>(await product(), subject, message, { signal, timeoutMs: 15_000 });
  const secret = shownOnce === undefined ? {} : { password: shownOnce };
  await output.say({ ok: true, account, ...secret }, () =>
    shownOnce === undefined ? listed([account]) : `${listed([account])}\nPassword (shown only now): ${shownOnce}`,
  );
  return WELL;
}

async function choosePassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) return firstLine();
  const character = (): string => ALPHABET.charAt(randomInt(ALPHABET.length));
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, character).join('')).join('-');
}

function listed(accounts: readonly AccountView[]): string {
  const rows = accounts.map((one) => [
    one.email,
    one.name,
    one.roles.join(', '),
    one.departments.join(', '),
    one.disabled ? 'closed' : 'open',
    one.municipalityId,
  ]);
  return table(['e-mail', 'name', 'roles', 'departments', 'account', 'municipality'], rows);
}
