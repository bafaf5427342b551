import { codeNumber } from '../testing/events';
import { ReportsInMemory } from '../testing/reports-in-memory';
import { Rig } from '../testing/rig';
import { compareWithRecord } from './replay-comparison';
import { planReplay } from './replay-plan';

async function* oneByOne<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (const item of items) yield await Promise.resolve([item]);
}

describe('the plan of a replay beside the record', () => {
  it('finds everything that was sent, and what never was, and writes nothing', async () => {
    const rig = await Rig.open();
    try {
      await rig.start();
      rig.submit(codeNumber(1), 'ada@example.org');
      rig.log.assigned(codeNumber(1));
      rig.publish();
      await rig.settled(2);
      await rig.stopServices();
      rig.log.add('report.resolved', codeNumber(1), { outcome: 'fixed' });
      const before = await rig.deliveries();

      const compared = [];
      const window = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
      for await (const planned of planReplay(oneByOne(rig.log.events), window, new ReportsInMemory())) {
        compared.push(...(await compareWithRecord(rig.test.database, planned)));
      }
      expect(compared.map(({ template, planned, recorded }) => [template, planned, recorded])).toEqual([
        ['submitted', 'due', 'sent'],
        ['assigned', 'due', 'sent'],
        ['resolved', 'due', 'none'],
      ]);
      expect(await rig.deliveries()).toEqual(before);
    } finally {
      await rig.close();
    }
  });
});
