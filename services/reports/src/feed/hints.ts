import { HINTS, type ReportViewAdvanced } from '@sportello/contracts';
import { parseStreamName, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import type { Bus } from '@sportello/messaging';

/** Many appends within this time are one hint, in milliseconds: readers ask for all there is anyway. */
const COALESCE_MS = 10;
/** A page of events about more reports than this is a catch-up, which nobody watches report by report. */
const MAX_REPORTS = 500;

/** Tells readers of the feed that it has grown: at once, then at most once in a while. Returns how to stop. */
export function hintFeedGrowth(store: EventStore, bus: Bus): () => void {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const tell = (): void => {
    again = false;
    bus.hint(HINTS.reportFeedGrew);
    timer = setTimeout(() => {
      timer = undefined;
      if (again) tell();
    }, COALESCE_MS);
  };
  const stop = store.onAppended(() => {
    if (timer) again = true;
    else tell();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Tells which pages show something new, each with its latest revision. Events are in log order. */
export function hintAdvancedViews(events: readonly StoredEvent[], bus: Bus): void {
  const revisions = new Map(events.map(({ stream, revision }) => [stream, revision]));
  if (revisions.size > MAX_REPORTS) return;
  for (const [stream, revision] of revisions) {
    const { municipalityId, id: code } = parseStreamName(stream);
    const hint: ReportViewAdvanced = { municipalityId, code, revision };
    bus.hint(HINTS.reportViewAdvanced, hint);
  }
}
