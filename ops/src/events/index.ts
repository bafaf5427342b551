import type { Command } from 'commander';
import { group } from '../command-line/define-command';
import { streamShow } from './stream-show.command';
import { eventsTail } from './tail.command';

export function eventCommands(program: Command): void {
  eventsTail(group(program, 'events', 'the log'));
  streamShow(group(program, 'stream', 'one report in the log'));
}
