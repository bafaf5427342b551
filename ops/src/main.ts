import { Command, CommanderError } from 'commander';
import { USAGE, WELL } from './command-line/exit-codes';
import { keepHeapFrugal } from './command-line/frugal-heap';
import { COMMANDS } from './commands';
import { Output } from './terminal/output';

keepHeapFrugal();

const program = new Command('sportello')
  .description('The operators’ tool of Sportello: inspect, replay, rebuild, verify.')
  .addHelpText(
    'after',
    `
It asks the product that runs on DATA_DIR (./data); else the one that NATS_URL leads to, with the key in KEYS_DIR; else it starts the one
of DATA_DIR in maintenance, without its door and without sending anything.
Exit codes: 0 all is well, 1 something is wrong, 2 wrong usage, 130 interrupted. More in docs/operations.md.`,
  )
  .exitOverride()
  .showHelpAfterError('(sportello --help, or sportello <command> --help, says more)');

for (const register of COMMANDS) register(program);

// A reader of the help that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

program.parseAsync(process.argv).catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
  process.exitCode = asked ? WELL : USAGE;
  // People have been told by commander already.
  if (!asked && process.argv.includes('--json'))
    new Output(true, process.stdout, process.stderr).complain('USAGE', error.message.replace(/^error: /, ''));
});
