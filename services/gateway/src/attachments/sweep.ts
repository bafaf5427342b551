import type { Logger } from 'pino';
import type { AttachmentRow, AttachmentRows } from './attachment-rows';
import type { Bindings } from './bindings';

const HOUR_MS = 3_600_000;
/** How long a file waits for a report. */
export const KEPT_UNBOUND_MS = 24 * HOUR_MS;
/** A request that claimed a file has long been answered by then. */
const SETTLED_BY_MS = 5 * 60_000;
const EVERY_MS = 5 * 60_000;
const AT_ONCE = 100;

/** Removes files that no report took, and binds those that a request claimed and did not come to bind. */
export class Sweep {
  private timer: NodeJS.Timeout | undefined;
  private under: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: Pick<AttachmentRows, 'lingering'>,
    private readonly bindings: Pick<Bindings, 'bind' | 'discard'>,
    private readonly logger: Logger,
    private readonly now: () => Date,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.under = this.run().catch((error: unknown) =>
        this.logger.warn({ err: error }, 'Files without a report could not be looked through; it will be tried again'),
      );
    }, EVERY_MS);
    this.timer.unref();
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.under;
  }

  async run(): Promise<void> {
    const now = this.now().getTime();
    for (const row of await this.rows.lingering(new Date(now - SETTLED_BY_MS), AT_ONCE)) {
      const old = now - row.uploadedAt.getTime() >= KEPT_UNBOUND_MS;
      if (row.code === null) {
        if (old) await this.bindings.discard(row);
      } else await this.finish(row, row.code, old);
    }
  }

  private async finish(row: AttachmentRow, code: string, old: boolean): Promise<void> {
    const refusal = await this.bindings.bind(row.municipalityId, code, [row]);
    const taken = refusal === undefined || refusal.code === 'SERVICE_UNAVAILABLE';
    if (!taken && old) await this.bindings.discard(row);
  }
}
