import { stat } from 'node:fs/promises';
import { MAX_IMPORT_LINES, SLUG } from '@sportello/contracts/words';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { existing } from '../command-line/existing-file';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { given } from '../command-line/options';
import { progressBar } from '../terminal/progress';
import { DEFAULT_SOURCE, type ImportDefinition } from './import-command';
import { inBatches } from './batches';
import { inFlight } from './in-flight';
import { judge, type ImportRequest } from './judge';
import { RejectsFile } from './rejects-file';
import { SourceFile, type SourceLine } from './source-file';
import { Tally, type JudgedLine } from './tally';

/** Below the limit of the bus with everything around it. */
const BATCH = { lines: MAX_IMPORT_LINES, bytes: 300 * 1024 };
/** Requests under way; the socket takes eight of one command line. */
const AT_ONCE = 4;

/** What a person may type behind the name of the file. */
export interface ImportOptions {
  readonly municipality?: string;
  readonly source?: string;
  readonly rejects?: string;
  readonly yes?: boolean;
}

/** `import <what> <file>` */
export async function importFile(
  run: CommandRun,
  { what, subject }: ImportDefinition,
  path: string,
  { municipality, source = DEFAULT_SOURCE, rejects, yes = false }: ImportOptions,
): Promise<Verdict> {
  if (!SLUG.test(source)) throw new WrongUsage('--source is a short name in lower case, such as old-desk');
  if (!(await stat(await existing(path))).isFile()) throw new WrongUsage(`${path} is no file`);
  const message = { source, dryRun: !yes, ...given({ municipality }) };
  const tally = new Tally(what, !yes);
  const refused = await RejectsFile.at(rejects);
  const file = await SourceFile.open(path);
  try {
    await judgeAll(run, { subject, message, signal: run.signal }, file, tally, refused);
  } catch (error) {
    if (tally.lines > 0) run.output.remark(tally.soFar());
    throw error;
  } finally {
    await refused?.close();
    await file.close();
  }
  const ok = tally.lines > 0 && tally.counts.refused === 0;
  await run.output.say({ ok, dryRun: !yes, lines: tally.lines, ...tally.counts }, () => tally.forPeople(rejects));
  return ok ? WELL : WRONG;
}

async function judgeAll(
  run: CommandRun,
  request: ImportRequest,
  file: SourceFile,
  tally: Tally,
  refused: RejectsFile | undefined,
): Promise<void> {
  const product = await run.product();
  const progress = progressBar(request.message.dryRun ? 'checking' : 'importing', process.stderr, undefined, 'lines');
  try {
    const batches = inBatches(file.lines(), BATCH);
    // Asked to stop, nothing more is begun; what came of the rest is still told.
    const begin = async (lines: readonly SourceLine[]): Promise<readonly JudgedLine[]> => {
      run.signal.throwIfAborted();
      return judge(product, request, lines);
    };
    for await (const judged of inFlight(batches, AT_ONCE, begin)) {
      for (const one of judged) {
        tally.take(one);
        if (one.outcome.outcome === 'refused') await refused?.add(file.bytesOf(one.line));
        if (run.output.json) await run.output.say(forMachines(one), () => '');
      }
      // How many lines there are is not known before the end; those that were seen tell how long they are.
      progress.at(tally.lines, Math.round((tally.lines * file.size) / tally.end));
    }
  } finally {
    progress.end();
  }
}

function forMachines({ line, outcome }: JudgedLine): object {
  return { line: line.number, ...outcome };
}
