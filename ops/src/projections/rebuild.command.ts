import { OPERATOR_SUBJECTS } from '@sportello/contracts';
import type { Command } from 'commander';
import { addCommand } from '../command-line/define-command';
import { WELL } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';

/** `projection rebuild <name>` */
export function projectionRebuild(parent: Command): void {
  addCommand(parent, {
    usage: 'rebuild <name>',
    summary: 'fills a read model anew beside the one in use, then switches; citizens and offices notice nothing',
    examples: ['sportello projection rebuild status_page', 'sportello projection rebuild work_queue --json'],
    async run(run, [name = '']) {
      const since = performance.now();
      const { generation } = await operate<{ readonly generation: number }>(run, {
        label: `rebuild ${name}`,
        subject: OPERATOR_SUBJECTS.rebuildProjection,
        payload: { projection: name },
        follow: OPERATOR_SUBJECTS.reportsOperation,
        cancel: OPERATOR_SUBJECTS.cancelReportsOperation,
      });
      const seconds = Number(((performance.now() - since) / 1000).toFixed(1));
      await run.output.say(
        { ok: true, projection: name, generation, seconds },
        () => `${name} was rebuilt and is in use (generation ${generation}, ${seconds} s).`,
      );
      return WELL;
    },
  });
}
