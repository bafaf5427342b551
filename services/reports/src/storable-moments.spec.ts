import { assigned, factAt, folded, march, submitted } from './testing/facts';
import { foldReportPage } from './read-models/status-page/report-page.fold';
import type { withStorableMoments } from './storable-moments';

const LAST = '2199-12-31T23:59:59.999Z';
const read = (occurredAt: string, dueBy: string): ReturnType<typeof withStorableMoments> =>
  factAt(assigned({ dueBy }), 1, occurredAt).event;

describe('a time in the log', () => {
  it('is read as it stands when everybody can read it', () => {
    const { metadata, data } = read(march(2), march(9));
    expect([metadata.occurredAt, data]).toEqual([march(2), expect.objectContaining({ dueBy: march(9) })]);
  });

  it.each(['+010000-01-01T13:59:59.000Z', '-000001-01-01T00:00:00.000Z', '9999-12-31T23:59:59-14:00', 'tomorrow', ''])(
    'that PostgreSQL or we cannot read is read as the last: %s',
    (time) => {
      const { metadata, data } = read(time, time);
      expect([metadata.occurredAt, data]).toEqual([LAST, expect.objectContaining({ dueBy: LAST })]);
      const row = folded(foldReportPage, [factAt(submitted, 0, march(1)), factAt(assigned({ dueBy: time }), 1, time)]);
      expect([row.dueBy, row.assignedAt, row.past.at(-1)?.at]).toEqual([LAST, LAST, LAST]);
    },
  );
});
