import type { Command } from 'commander';
import { group } from '../command-line/define-command';
import { notificationsReplay } from './replay.command';

export { deadLetterCommands } from './dead-letters.command';

export function notificationCommands(program: Command): void {
  notificationsReplay(group(program, 'notifications', 'what people are told'));
}
