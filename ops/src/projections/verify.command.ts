import { OPERATOR_SUBJECTS, type VerificationView } from '@sportello/contracts/words';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';
import { plain } from '../terminal/plain';

const SHOWN = 20;

/** `projection verify <name>` */
export async function verify(run: CommandRun, [name = '']: readonly string[]): Promise<Verdict> {
  const found = await operate<VerificationView>(run, {
    label: `verify ${name}`,
    subject: OPERATOR_SUBJECTS.verifyProjection,
    payload: { projection: name },
    follow: OPERATOR_SUBJECTS.reportsOperation,
    cancel: OPERATOR_SUBJECTS.cancelReportsOperation,
  });
  await run.output.say({ ok: found.equal, projection: name, ...found }, () => forPeople(name, found));
  return found.equal ? WELL : WRONG;
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
