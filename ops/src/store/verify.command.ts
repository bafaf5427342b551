import { readFile } from 'node:fs/promises';
import {
  describeFinding,
  parseAnchor,
  START,
  verifySeals,
  type EventStore,
  type SealFinding,
} from '@sportello/event-sourcing';
import { SealTable, type Database } from '@sportello/postgres';
import { checkLog, type StreamFault } from './check-log';
import { withStore, type CommandContext, type StoreOpener } from './command-context';
import { compareLogs, type LogDifference } from './compare-logs';
import { LogShare } from './log-share';
import { ProgressMeter } from './progress-meter';
import { streamDigest } from './stream-digest';

export interface StoreVerifyArguments {
  /** URL of another store that should hold the same. */
  readonly against?: string;
  /** The database that keeps the seals, when they are to be verified too. */
  readonly seals?: Database;
  /** Files that `store anchor` wrote; any number. */
  readonly anchors?: readonly string[];
}

/** The digests of one stream that is not the same in two stores; absent where it is not. */
export interface DifferingStream {
  readonly stream: string;
  readonly here: string;
  readonly there: string;
}

export interface StoreVerifyResult {
  /** Decides about the exit code. */
  readonly ok: boolean;
  readonly events: number;
  readonly streams: number;
  readonly faults: readonly StreamFault[];
  readonly against?: {
    readonly eventsThere: number;
    readonly sameOrder?: boolean;
    readonly differences: readonly LogDifference[];
    readonly streams: readonly DifferingStream[];
  };
  readonly seals?: {
    readonly seals: number;
    readonly sealedEvents: number;
    readonly unsealedEvents: number;
    readonly findings: readonly SealFinding[];
  };
  /** What is wrong, a sentence each; empty when all is well. */
  readonly explanations: readonly string[];
}

/** `sportello store verify`: reads, writes nothing. @throws what the stores and unreadable anchor files throw */
export async function storeVerify(
  { against, seals, anchors = [] }: StoreVerifyArguments,
  log: EventStore,
  open: StoreOpener,
  context: CommandContext = {},
): Promise<StoreVerifyResult> {
  const kept = await Promise.all(anchors.map(async (file) => parseAnchor(await readFile(file, 'utf8'))));
  const check = await checkLog(log, context);
  const comparison = against === undefined ? undefined : await compare(log, against, open, context);
  const sealed = seals && (await verifySealsOf(seals, log, kept, context));
  const explanations = [
    ...check.faults.map(({ stream, missing }) => `event ${missing} of ${stream} is missing`),
    ...(comparison?.differences ?? []).map(describeDifference),
    ...(sealed?.findings ?? []).map(describeFinding),
  ];
  return {
    ok: explanations.length === 0,
    ...check,
    ...(comparison && { against: comparison }),
    ...(sealed && { seals: sealed }),
    explanations,
  };
}

async function compare(
  here: EventStore,
  against: string,
  open: StoreOpener,
  context: CommandContext,
): Promise<NonNullable<StoreVerifyResult['against']>> {
  return withStore(open, against, async (there) => {
    const { events: _events, ...compared } = await compareLogs(here, there, context);
    const call = context.signal ? { signal: context.signal } : {};
    const streams: DifferingStream[] = [];
    for (const stream of new Set(compared.differences.map((difference) => difference.stream))) {
      const digests = { here: await streamDigest(here, stream, call), there: await streamDigest(there, stream, call) };
      streams.push({ stream, ...digests });
    }
    return { ...compared, streams };
  });
}

async function verifySealsOf(
  database: Database,
  log: EventStore,
  anchors: readonly ReturnType<typeof parseAnchor>[],
  { signal, onProgress }: CommandContext,
): Promise<NonNullable<StoreVerifyResult['seals']>> {
  const call = signal ? { signal } : {};
  const meter = new ProgressMeter('verifying seals', onProgress, await LogShare.of(log, START, call));
  const { municipalities, unsealed, findings } = await verifySeals(log, new SealTable(database), {
    anchors,
    onProgress: (events, upTo) => meter.add(events - meter.done, upTo),
    ...call,
  });
  return {
    seals: municipalities.reduce((sum, { seals }) => sum + seals, 0),
    sealedEvents: municipalities.reduce((sum, { sealedEvents }) => sum + sealedEvents, 0),
    unsealedEvents: unsealed,
    findings,
  };
}

function describeDifference({ stream, revision, kind }: LogDifference): string {
  switch (kind) {
    case 'different':
      return `event ${revision} of ${stream} is not the same in both stores`;
    case 'only-here':
      return `event ${revision} of ${stream} is missing in the other store`;
    case 'only-there':
      return `event ${revision} of ${stream} is only in the other store`;
    default:
      return kind satisfies never;
  }
}
