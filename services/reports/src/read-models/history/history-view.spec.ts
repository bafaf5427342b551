import { assigned, facts, march, submitted } from '../../testing/facts';
import { historyView } from './history-view';

describe('the history of a report', () => {
  it('says what was written, and that it was taken out where it was', () => {
    const history = historyView(facts(submitted, assigned({ sealedText: 'note' })), [
      undefined,
      { text: 'Ci pensiamo noi' },
    ]);
    expect(history[0]?.data).toMatchObject({ redacted: true, kind: 'issue' });
    expect(history[1]).toEqual({
      revision: 1,
      type: 'report.assigned',
      at: march(2),
      recordedAt: march(2),
      actor: { kind: 'staff', id: 'urp' },
      data: {
        text: 'Ci pensiamo noi',
        department: 'roads',
        dueBy: march(16),
        firstTime: true,
        departmentChanged: true,
      },
    });
  });

  it('leaves out the oldest entries when one reply cannot hold them all', () => {
    const long = { text: 'x'.repeat(100_000) };
    const noted = { type: 'report.note-added', data: { public: false, sealedText: 'note' } } as const;
    const history = historyView(facts(submitted, noted, noted, noted, noted, noted), [
      undefined,
      long,
      long,
      long,
      long,
      long,
    ]);
    expect(history.map(({ revision }) => revision)).toEqual([2, 3, 4, 5]);
    expect(Buffer.byteLength(JSON.stringify(history))).toBeLessThan(420 * 1024);
  });
});
