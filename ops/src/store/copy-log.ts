import { appendsInOrder, readLog, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import type { CommandContext } from './command-context';
import { LogShare } from './log-share';
import { PipelinedAppends } from './pipelined-appends';
import { ProgressMeter } from './progress-meter';
import { keyOf, resumePoint } from './resume-point';

export interface CopyResult {
  /** Were there from an earlier run. */
  readonly alreadyThere: number;
  readonly copied: number;
}

/**
 * Copies a whole log into another store: ids, streams, revisions, order, data and metadata byte for byte. Cut off anywhere, the same call again
 * finishes the work. What is appended to the source after its present end was reached stays behind: stop writers first.
 * @param events how many the source holds, where that is known; else its positions tell how far it is
 * @throws TargetHoldsSomethingElse, and what the stores throw
 */
export async function copyLog(
  source: EventStore,
  target: EventStore,
  { signal, onProgress }: CommandContext = {},
  events?: number,
): Promise<CopyResult> {
  const call = signal ? { signal } : {};
  const { after, lookedAt, missing, present } = await resumePoint(source, target, call);
  const whole = events === undefined ? await LogShare.of(source, after, call) : events - present;
  const meter = new ProgressMeter('copying', onProgress, whole);
  const write = writerTo(target, call);
  let behind = lookedAt;
  for await (const page of readLog(source, { after, ...call })) {
    const wanted = page.events.filter((event, index) => index >= behind || missing.has(keyOf(event)));
    behind = Math.max(0, behind - page.events.length);
    await write.events(wanted);
    meter.add(wanted.length, page.next);
  }
  await write.end();
  return { alreadyThere: present, copied: meter.done };
}

interface Writer {
  events(events: readonly StoredEvent[]): Promise<void>;
  end(): Promise<void>;
}

function writerTo(target: EventStore, call: { readonly signal?: AbortSignal }): Writer {
  if (appendsInOrder(target)) {
    return { events: (events) => target.appendInOrder(events, call), end: async () => undefined };
  }
  const appends = new PipelinedAppends(target, call);
  return { events: (events) => appends.write(events), end: () => appends.drain() };
}
