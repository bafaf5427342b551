import type { Command } from 'commander';
import { projectionCommands } from './projections';

/** Every command, in the order of the help. */
export const COMMANDS: readonly ((program: Command) => void)[] = [projectionCommands];
