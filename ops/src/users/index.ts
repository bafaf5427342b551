import { ROLES } from '@sportello/contracts/words';
import { Option, type Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';
import { municipalityOption, yesOption } from '../command-line/options';
import type { AddOptions, DisableOptions, PasswordOptions, Where } from './users.command';

const passwordOption = (): Option =>
  new Option('--password-stdin', 'read the password from standard input; else one is made and shown once');

/** `users list | add | disable | enable | password | reset-second-factor` */
export function userCommands(program: Command): void {
  const users = group(program, 'users', 'who of the staff may sign in');
  addCommand<Where>(users, {
    usage: 'list',
    summary: 'the accounts of the staff',
    options: [municipalityOption()],
    examples: ['sportello users list', 'sportello users list --municipality borgo-esempio --json'],
    run: async (...call) => (await import('./users.command.js')).list(...call),
  });
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
    run: async (...call) => (await import('./users.command.js')).add(...call),
  });
  addCommand<DisableOptions>(users, {
    usage: 'disable <email>',
    summary: 'closes an account and ends its sessions; what it did stays in the log',
    options: [municipalityOption(), yesOption()],
    examples: ['sportello users disable anna.verdi@comune.example --yes'],
    run: async (...call) => (await import('./users.command.js')).disable(...call),
  });
  addCommand<Where>(users, {
    usage: 'enable <email>',
    summary: 'opens a closed account again',
    options: [municipalityOption()],
    examples: ['sportello users enable anna.verdi@comune.example'],
    run: async (...call) => (await import('./users.command.js')).enable(...call),
  });
  addCommand<PasswordOptions>(users, {
    usage: 'password <email>',
    summary: 'gives an account another password and ends its sessions',
    options: [passwordOption(), municipalityOption()],
    examples: [
      'sportello users password anna.verdi@comune.example',
      'sportello users password a@b.example --password-stdin < file',
    ],
    run: async (...call) => (await import('./users.command.js')).password(...call),
  });
  addCommand<DisableOptions>(users, {
    usage: 'reset-second-factor <email>',
    summary: 'lets someone who lost telephone and recovery codes sign in by password; ends their sessions',
    options: [municipalityOption(), yesOption()],
    examples: ['sportello users reset-second-factor anna.verdi@comune.example --yes'],
    run: async (...call) => (await import('./users.command.js')).resetSecondFactor(...call),
  });
}
