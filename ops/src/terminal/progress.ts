import { SingleBar } from 'cli-progress';

/** How far something is, for people who watch. */
export interface Progress {
  at(done: number, total: number | undefined): void;
  end(): void;
}

const NONE: Progress = { at: () => undefined, end: () => undefined };

/** A bar on standard error, with rate and time left; nothing when that is no terminal. */
export function progressBar(
  label: string,
  err: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
  now = performance.now(),
): Progress {
  if (!err.isTTY) return NONE;
  const bar = new SingleBar({
    stream: err,
    clearOnComplete: true,
    hideCursor: true,
    format: `${label} {bar} {percentage} % | {value} of {total} events | {rate}/s | {left}`,
  });
  let started = false;
  return {
    at(done, total) {
      const whole = Math.max(total ?? 0, done);
      const rate = rateOf(done, performance.now() - now);
      const values = { rate: rate.toLocaleString('en'), left: total === undefined ? '' : timeLeft(whole - done, rate) };
      if (started) {
        bar.setTotal(whole);
        bar.update(done, values);
      } else {
        bar.start(whole, done, values);
        started = true;
      }
    },
    end() {
      if (started) bar.stop();
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
