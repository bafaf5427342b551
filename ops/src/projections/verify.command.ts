import { OPERATOR_SUBJECTS, type VerificationView } from '@sportello/contracts';
import type { Command } from 'commander';
import { addCommand } from '../command-line/define-command';
import { WELL, WRONG } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';
import { plain } from '../terminal/plain';

const SHOWN = 20;

/** `projection verify <name>` */
export function projectionVerify(parent: Command): void {
  addCommand(parent, {
    usage: 'verify <name>',
    summary: 'folds the log again in a scratch table and compares row by row; exit 1 when a row differs',
    examples: ['sportello projection verify status_page', 'sportello projection verify work_queue --json'],
    async run(run, [name = '']) {
      const found = await operate<VerificationView>(run, {
        label: `verify ${name}`,
        subject: OPERATOR_SUBJECTS.verifyProjection,
        payload: { projection: name },
        follow: OPERATOR_SUBJECTS.reportsOperation,
        cancel: OPERATOR_SUBJECTS.cancelReportsOperation,
      });
      await run.output.say({ ok: found.equal, projection: name, ...found }, () => forPeople(name, found));
      return found.equal ? WELL : WRONG;
    },
  });
}

function forPeople(name: string, { equal, rows, differences }: VerificationView): string {
  if (equal) return `${name} is what the log says: ${rows.toLocaleString('en')} rows compared, no difference.`;
  const listed = differences.slice(0, SHOWN).map((difference) => `  ${plain(difference)}`);
  return [
    `${name} is not what the log says. The first differences (municipality/code: columns):`,
    ...listed,
    `Put it right: sportello projection rebuild ${name}`,
  ].join('\n');
}
