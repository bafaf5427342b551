import { Command } from 'commander';
import { COMMANDS } from './commands';

/** `sportello`, with all its commands. */
export function sportelloProgram(): Command {
  const program = new Command('sportello')
    .description('The operators’ tool of Sportello: inspect, replay, rebuild, verify.')
    .addHelpText(
      'after',
      `
Examples:
  $ sportello projection list
  $ sportello projection rebuild status_page
  $ sportello backup --to /backup/2026-03-02 --keys-to /vault/2026-03-02

It asks the product that runs on DATA_DIR (./data); else the one that NATS_URL leads to, with the key in KEYS_DIR; else it starts the one
of DATA_DIR in maintenance, without its door and without sending anything.
Exit codes: 0 all is well, 1 something is wrong, 2 wrong usage, 130 interrupted. More in docs/operations.md.`,
    )
    .exitOverride()
    .showHelpAfterError('(sportello --help, or sportello <command> --help, says more)');
  for (const register of COMMANDS) register(program);
  return program;
}
