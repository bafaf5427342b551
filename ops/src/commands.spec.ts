import type { Command } from 'commander';
import { sportelloProgram } from './program';
import { loadedModules } from './testing/loaded-modules';

/** What does the work, or leads to the product. */
const AT_WORK = /\.command\.ts$|^ops\/src\/(reach|store(?!\/commands\/index))\//;

/** As people read it. */
function helpOf(command: Command): string {
  let written = '';
  command.configureOutput({ writeOut: (text) => (written += text) });
  command.outputHelp();
  return written;
}

describe('The help', () => {
  const program = sportelloProgram();
  const all = program.commands.flatMap((command) => [command, ...command.commands]);

  it('waits for nothing that a command does its work with', () => {
    expect(all.map(helpOf).join('')).toContain('rebuild');
    const { files, packages } = loadedModules();
    expect(packages).toEqual(['commander']);
    expect(files.filter((file) => AT_WORK.test(file))).toEqual([]);
  });

  it('has examples of every command, of every group and of the whole, each a line that names it', () => {
    for (const command of [program, ...all]) {
      const [, examples = ''] = helpOf(command).split('\nExamples:\n');
      const lines = examples.split('\n').filter((line) => line.startsWith('  $ '));
      expect([command.name(), lines.length]).not.toEqual([command.name(), 0]);
      for (const line of lines) expect(line).toContain(command.name());
    }
  });

  it('has in that of a group an example of each of its commands', () => {
    const users = program.commands.find((command) => command.name() === 'users')!;
    const examples = helpOf(users).match(/(?<=\$ sportello users )[a-z-]+/g);
    expect(examples).toEqual(users.commands.map((command) => command.name()));
  });
});
