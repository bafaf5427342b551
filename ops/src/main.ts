import { CommanderError } from 'commander';
import { USAGE, WELL } from './command-line/exit-codes';
import { keepHeapFrugal } from './command-line/frugal-heap';
import { sportelloProgram } from './program';
import { Output } from './terminal/output';

keepHeapFrugal();

// A reader of the help that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

sportelloProgram()
  .parseAsync(process.argv)
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    process.exitCode = asked ? WELL : USAGE;
    // People have been told by commander already.
    if (!asked && process.argv.includes('--json'))
      new Output(true, process.stdout, process.stderr).complain('USAGE', error.message.replace(/^error: /, ''));
  });
