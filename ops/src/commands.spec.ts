import { Command } from 'commander';
import { COMMANDS } from './commands';
import { loadedModules } from './testing/loaded-modules';

/** What does the work, or leads to the product. */
const AT_WORK = /\.command\.ts$|^ops\/src\/(reach|store(?!\/commands\/index))\//;

describe('The help', () => {
  it('waits for nothing that a command does its work with', () => {
    const program = new Command('sportello');
    for (const register of COMMANDS) register(program);
    const helps = program.commands.flatMap((command) => [command, ...command.commands]);
    expect(helps.map((command) => command.helpInformation()).join('')).toContain('rebuild');
    const { files, packages } = loadedModules();
    expect(packages).toEqual(['commander']);
    expect(files.filter((file) => AT_WORK.test(file))).toEqual([]);
  });
});
