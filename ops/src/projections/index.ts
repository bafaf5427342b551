import type { Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';

/** `projection list | rebuild | verify` */
export function projectionCommands(program: Command): void {
  const projection = group(program, 'projection', 'the read models that are folded from the log');
  addCommand(projection, {
    usage: 'list',
    summary: 'who reads the log, how far each is, and what it could not take; exit 1 when one of them needs you',
    examples: ['sportello projection list', 'sportello projection list --json'],
    run: async (run) => (await import('./list.command.js')).list(run),
  });
  addCommand(projection, {
    usage: 'rebuild <name>',
    summary: 'fills a read model anew beside the one in use, then switches; citizens and offices notice nothing',
    examples: ['sportello projection rebuild status_page', 'sportello projection rebuild work_queue --json'],
    run: async (run, args) => (await import('./rebuild.command.js')).rebuild(run, args),
  });
  addCommand(projection, {
    usage: 'verify <name>',
    summary: 'folds the log again in a scratch table and compares row by row; exit 1 when a row differs',
    examples: ['sportello projection verify status_page', 'sportello projection verify work_queue --json'],
    run: async (run, args) => (await import('./verify.command.js')).verify(run, args),
  });
}
