import { OPERATOR_SUBJECTS, type ReplayedDelivery } from '@sportello/contracts/words';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';
import { moment } from '../command-line/options';
import { table } from '../terminal/table';

export interface ReplayOptions {
  readonly from: string;
  readonly to: string;
}

const SHOWN = 50;

/** `notifications replay` */
export async function replay(run: CommandRun, _args: readonly string[], options: ReplayOptions): Promise<Verdict> {
  const window = { from: moment(options.from), to: moment(options.to) };
  const report = new ReplayReport();
  await operate<object, ReplayedDelivery>(
    run,
    {
      label: 'replay',
      subject: OPERATOR_SUBJECTS.planReplay,
      payload: window,
      follow: OPERATOR_SUBJECTS.notificationsOperation,
      cancel: OPERATOR_SUBJECTS.cancelNotificationsOperation,
    },
    async (items) => {
      for (const item of items) {
        report.take(item);
        if (run.output.json) await run.output.say({ ...item, differs: differs(item) }, () => '');
      }
    },
  );
  const { planned, different } = report;
  await run.output.say({ ok: different === 0, ...window, planned, different }, () => report.forPeople());
  return different === 0 ? WELL : WRONG;
}

/** The log asks for it and the record does not know it, or the other way round: it left although it should not have. */
export function differs({ planned, recorded }: Pick<ReplayedDelivery, 'planned' | 'recorded'>): boolean {
  return planned === 'due' ? recorded === 'none' : recorded === 'sent';
}

/** Sums up a stream of deliveries; what it keeps does not grow with their number. */
class ReplayReport {
  planned = 0;
  different = 0;
  private readonly counts = new Map<string, { readonly item: ReplayedDelivery; count: number }>();
  private readonly shown: ReplayedDelivery[] = [];

  take(item: ReplayedDelivery): void {
    this.planned += 1;
    const key = `${item.template} ${item.planned} ${item.recorded}`;
    const counted = this.counts.get(key) ?? { item, count: 0 };
    counted.count += 1;
    this.counts.set(key, counted);
    if (!differs(item)) return;
    this.different += 1;
    if (this.shown.length < SHOWN) this.shown.push(item);
  }

  forPeople(): string {
    if (this.planned === 0) return 'The log asks for no message in this stretch of time.';
    const counts = [...this.counts.values()].map(({ item, count }) => [
      item.template,
      item.planned,
      item.recorded,
      count,
    ]);
    const summary = table(['message', 'planned', 'recorded', 'deliveries'], counts);
    if (this.different === 0) return `${summary}\nThe record knows every one of them.`;
    const rows = this.shown.map((one) => [
      one.recipient,
      one.template,
      one.planned,
      one.recorded,
      one.municipalityId,
      one.eventId,
    ]);
    const listed = table(['recipient', 'message', 'planned', 'recorded', 'municipality', 'event'], rows);
    const more = this.different > SHOWN ? `\n... and ${this.different - SHOWN} more (--json lists them all)` : '';
    return `${summary}\n\nPlanned and record differ for ${this.different}:\n${listed}${more}`;
  }
}
