import type { Command } from 'commander';
import { deadLetterCommands, notificationCommands } from './deliveries';
import { eventCommands } from './events';
import { importCommands } from './imports';
import { municipalityCommands } from './municipalities';
import { poisonCommands } from './poison';
import { projectionCommands } from './projections';
import { eraseCommand, reportCommands } from './reports';
import { backupCommands, receiptCommands, storeCommands } from './store/commands';
import { userCommands } from './users';

/** Every command, in the order of the help. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  eventCommands,
  projectionCommands,
  poisonCommands,
  reportCommands,
  notificationCommands,
  deadLetterCommands,
  eraseCommand,
  importCommands,
  userCommands,
  municipalityCommands,
  storeCommands,
  receiptCommands,
  backupCommands,
];
