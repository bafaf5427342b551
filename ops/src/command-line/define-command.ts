import type { Command, Option } from 'commander';
import type { CommandRun } from './command-run';
import type { Verdict } from './exit-codes';

export interface CommandDefinition<Options extends object> {
  /** As commander reads it: name and arguments, such as `rebuild <name>`. */
  readonly usage: string;
  readonly summary: string;
  /** Whole lines, as people type them. */
  readonly examples: readonly [string, ...string[]];
  readonly options?: readonly Option[];
  /** Imports what does it only now: a reader of the help waits for none of it. */
  run(run: CommandRun, args: readonly string[], options: Options): Promise<Verdict>;
}

/** Adds a command, with `--json` and its examples; the first of them stands in the help of its group too. */
export function addCommand<Options extends object = object>(
  parent: Command,
  definition: CommandDefinition<Options>,
): void {
  const command = parent.command(definition.usage).description(definition.summary);
  for (const option of definition.options ?? []) command.addOption(option);
  command.option('--json', 'for machines: JSON on standard output, one value a line');
  command.addHelpText('after', `\nExamples:\n${definition.examples.map((line) => `  $ ${line}`).join('\n')}`);
  if (parent.parent) parent.addHelpText('after', `  $ ${definition.examples[0]}`);
  command.action(async () => {
    const { json = false, ...options } = command.opts<Options & { readonly json?: boolean }>();
    const args = command.processedArgs.map(textOf);
    const { runCommand } = await import('./run-command.js');
    await runCommand({ json }, (run) => definition.run(run, args, options as Options & object));
  });
}

/** One argument; of one that may be repeated all, with commas between them. */
function textOf(argument: unknown): string {
  if (Array.isArray(argument)) return argument.join(',');
  return typeof argument === 'string' ? argument : '';
}

/** A word that only groups commands. In its help stands an example of each. */
export function group(parent: Command, name: string, summary: string): Command {
  return parent.command(name).description(summary).addHelpText('after', '\nExamples:');
}
