import { SingleBar } from 'cli-progress';

/** How far something is, for people who watch. */
export interface Progress {
  /** @param rate a second, of late; the one since the beginning when absent */
  at(done: number, total: number | undefined, rate?: number): void;
  end(): void;
}

/** In characters: with the longest label, the rate and the time left it stays within 80. */
const BAR_WIDTH = 20;

const NONE: Progress = { at: () => undefined, end: () => undefined };

/** A bar on standard error, with rate and time left; nothing when that is no terminal. */
export function progressBar(
  label: string,
  err: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
  now = performance.now(),
  what = 'events',
): Progress {
  if (!err.isTTY) return NONE;
  let bar: SingleBar | undefined;
  return {
    at(done, total, rate = rateOf(done, performance.now() - now)) {
      const whole = Math.max(total ?? 0, done);
      const values = { rate: rate.toLocaleString('en'), left: total === undefined ? '' : timeLeft(whole - done, rate) };
      if (bar) {
        bar.setTotal(whole);
        bar.update(done, values);
        return;
      }
      // Without a total there is nothing to be a part of. What matters most stands first: a narrow terminal cuts the end.
      const format =
        total === undefined
          ? `${label} {value} ${what} | {rate}/s`
          : `${label} {bar} {percentage} % | {left} | {rate}/s | {value} of {total} ${what}`;
      bar = new SingleBar({ stream: err, clearOnComplete: true, hideCursor: true, format, barsize: BAR_WIDTH });
      bar.start(whole, done, values);
    },
    end() {
      bar?.stop();
    },
  };
}

/** Events per second. */
export function rateOf(done: number, elapsedMs: number): number {
  return elapsedMs <= 0 ? 0 : Math.round((done * 1000) / elapsedMs);
}

/** In words; nothing while the rate is unknown. */
export function timeLeft(left: number, rate: number): string {
  if (rate <= 0) return '';
  const seconds = Math.ceil(left / rate);
  if (seconds < 60) return `${seconds} s left`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s left`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
