import { OPERATOR_SUBJECTS } from '@sportello/contracts/words';
import type { CommandRun } from '../command-line/command-run';
import { WELL, type Verdict } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';

/** `projection rebuild <name>` */
export async function rebuild(run: CommandRun, [name = '']: readonly string[]): Promise<Verdict> {
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
}
