import type { Command } from 'commander';
import { group } from '../command-line/define-command';
import { projectionList } from './list.command';
import { projectionRebuild } from './rebuild.command';
import { projectionVerify } from './verify.command';

export function projectionCommands(program: Command): void {
  const projection = group(program, 'projection', 'the read models that are folded from the log');
  projectionList(projection);
  projectionRebuild(projection);
  projectionVerify(projection);
}
