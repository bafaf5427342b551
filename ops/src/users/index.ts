import { randomInt } from 'node:crypto';
import { OPERATOR_SUBJECTS, ROLES, type AccountView } from '@sportello/contracts';
import { Option, type Command } from 'commander';
import { ask } from '../command-line/ask';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { addCommand, group } from '../command-line/define-command';
import { WELL, type Verdict } from '../command-line/exit-codes';
import { given, municipalityOption, yesOption } from '../command-line/options';
import { firstLine } from '../terminal/input';
import { table } from '../terminal/table';

interface Where {
  readonly municipality?: string;
}
interface AddOptions extends Where {
  readonly name: string;
  readonly role?: readonly string[];
  readonly department?: readonly string[];
  readonly passwordStdin?: boolean;
}

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const passwordOption = (): Option =>
  new Option('--password-stdin', 'read the password from standard input; else one is made and shown once');

/** `users list | add | disable | enable | password` */
export function userCommands(program: Command): void {
  const users = group(program, 'users', 'who of the staff may sign in');
  list(users);
  add(users);
  setDisabled(users, 'disable', true, 'closes an account and ends its sessions; what it did stays in the log');
  setDisabled(users, 'enable', false, 'opens a closed account again');
  password(users);
}

function list(users: Command): void {
  addCommand<Where>(users, {
    usage: 'list',
    summary: 'the accounts of the staff',
    options: [municipalityOption()],
    examples: ['sportello users list', 'sportello users list --municipality borgo-esempio --json'],
    async run({ product, output, signal }, _args, { municipality }) {
      const asked = given({ municipality });
      const accounts = await ask<readonly AccountView[]>(await product(), OPERATOR_SUBJECTS.accounts, asked, {
        signal,
      });
      await output.say({ accounts }, () => listed(accounts));
      return WELL;
    },
  });
}

function add(users: Command): void {
  addCommand<AddOptions>(users, {
    usage: 'add <email>',
    summary: 'makes an account',
    options: [
      new Option('--name <name>', 'as colleagues and citizens read it').makeOptionMandatory(),
      new Option('--role <role...>', 'what they may do').choices(ROLES),
      new Option('--department <id...>', 'departments whose reports they work on'),
      passwordOption(),
      municipalityOption(),
    ],
    examples: [
      'sportello users add anna.verdi@comune.example --name "Anna Verdi" --role operator',
      'sportello users add strade@comune.example --name "Ufficio strade" --role department --department roads',
    ],
    async run(run, [email = ''], { municipality, name, role = [], department = [], passwordStdin = false }) {
      const chosen = await choosePassword(passwordStdin);
      const account = {
        email,
        name,
        roles: role,
        departments: department,
        password: chosen,
        ...given({ municipality }),
      };
      return changed(run, OPERATOR_SUBJECTS.addAccount, account, passwordStdin ? undefined : chosen);
    },
  });
}

function setDisabled(users: Command, usage: string, disabled: boolean, summary: string): void {
  addCommand<Where & { readonly yes?: boolean }>(users, {
    usage: `${usage} <email>`,
    summary,
    options: [municipalityOption(), ...(disabled ? [yesOption()] : [])],
    examples: [`sportello users ${usage} anna.verdi@comune.example${disabled ? ' --yes' : ''}`],
    async run(run, [email = ''], { municipality, yes = false }) {
      if (!disabled || yes)
        return changed(run, OPERATOR_SUBJECTS.disableAccount, { email, disabled, ...given({ municipality }) });
      const { output, signal } = run;
      const asked = given({ municipality });
      const all = await ask<readonly AccountView[]>(await run.product(), OPERATOR_SUBJECTS.accounts, asked, { signal });
      const found = all.filter((account) => account.email === email.trim().toLowerCase());
      if (found.length === 0) throw new WrongUsage('There is no account with this address');
      await output.say(
        { ok: true, wouldDisable: found },
        () => `${listed(found)}\nIt would be closed. Nothing was changed: add --yes to do it.`,
      );
      return WELL;
    },
  });
}

function password(users: Command): void {
  addCommand<Where & { readonly passwordStdin?: boolean }>(users, {
    usage: 'password <email>',
    summary: 'gives an account another password and ends its sessions',
    options: [passwordOption(), municipalityOption()],
    examples: [
      'sportello users password anna.verdi@comune.example',
      'sportello users password a@b.example --password-stdin < file',
    ],
    async run(run, [email = ''], { municipality, passwordStdin = false }) {
      const chosen = await choosePassword(passwordStdin);
      const message = { email, password: chosen, ...given({ municipality }) };
      return changed(run, OPERATOR_SUBJECTS.setPassword, message, passwordStdin ? undefined : chosen);
    },
  });
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
