import { SUBJECTS } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { codeNumber } from './testing/events';
import { seal } from './testing/fake-reports';
import { altroEsempio, asGateway, borgoEsempio, Rig } from './testing/rig';

const [A, B, C] = [codeNumber(1), codeNumber(2), codeNumber(3)];

describe('when parts fail or the feed is read again', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
  });
  afterEach(() => rig.close());

  it('adds and sends nothing when the feed is read again from its beginning', async () => {
    await rig.start();
    rig.wholeLife(A, 'ada@example.org');
    rig.submit(B, 'bruno@example.org');
    rig.log.add('report.marked-duplicate', B, { of: A });
    rig.publish();
    const before = await rig.settled(6);
    await rig.stopServices();
    await rig.test.database.asOwner((sql) => sql.query('truncate notifications.checkpoints'));
    const service = await rig.start();
    await eventually(async () =>
      (await service.health()).parts.some(
        ({ name, ok, detail }) => name === 'report-feed' && ok && detail === undefined,
      ),
    );
    rig.wholeLife(C, 'carla@example.org');
    rig.publish();
    await eventually(async () => (await rig.mails('carla@example.org')).length === 4);
    expect((await rig.deliveries()).filter(({ code }) => code !== C)).toEqual(before);
    expect(await rig.mails()).toHaveLength(10);
  });

  it('holds everything when the log is another one, and says so', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.settled(1);
    await rig.stopServices();
    await rig.test.database.worker.query(`update notifications.deliveries set state = 'due', sealed_reporter = $1`, [
      seal({ email: 'ada@example.org' }),
    ]);
    rig.reports.logId = 'log-2';
    const service = await rig.start();
    const part = await eventually(async () =>
      (await service.health()).parts.find(({ name, ok }) => name === 'report-feed' && !ok),
    );
    expect(part.detail).toContain('LOG_DIVERGED');
    expect((await rig.deliveries()).map(({ state }) => state)).toEqual(['due']);
  });

  it('lets one report that cannot be opened hold nobody else', async () => {
    rig.reports.broken.add(A);
    for (const code of [A, B, C]) rig.submit(code, `${code}@example.org`);
    rig.publish();
    await rig.start({ backOffBaseMs: 1 });
    const rows = await rig.settled(3, 'sent', 'dead');
    expect(rows.find(({ recipient }) => recipient === A)).toMatchObject({
      state: 'dead',
      attempts: 8,
      last_error: 'cannot-open',
    });
    expect((await rig.mails()).map(({ to }) => to).sort()).toEqual([`${B}@example.org`, `${C}@example.org`]);
  });

  it('waits while the file of a Comune is away, and burns no attempt', async () => {
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.start();
    await rig.settled(1);
    await rig.stopServices();
    rig.served = [altroEsempio];
    await rig.test.database.worker.query(
      `update notifications.deliveries set state = 'due', attempts = 0, sealed_reporter = $1, next_attempt_at = clock_timestamp()`,
      [seal({ email: 'ada@example.org' })],
    );
    await rig.test.database.worker.query('delete from notifications.dev_mailbox');
    const opened = rig.reports.unsealRequests;
    await rig.start({ backOffBaseMs: 300 });
    await eventually(async () =>
      (await rig.deliveries()).some(
        ({ state, attempts, last_error }) => state === 'due' && attempts === 0 && last_error === 'unknown-municipality',
      ),
    );
    expect(rig.reports.unsealRequests).toBe(opened);
    await rig.stopServices();
    rig.served = [borgoEsempio, altroEsempio];
    await rig.start();
    expect(await rig.settled(1)).toMatchObject([{ state: 'sent' }]);
  });

  it('waits while the owner of the texts is away, and burns no attempt', async () => {
    const service = await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.settled(1);
    await rig.reports.close();
    await rig.test.database.worker.query(
      `update notifications.deliveries set state = 'due', attempts = 0, sealed_reporter = $1, next_attempt_at = clock_timestamp()`,
      [seal({ email: 'ada@example.org' })],
    );
    await rig.test.database.worker.query('delete from notifications.dev_mailbox');
    await eventually(async () => (await rig.deliveries())[0]?.['last_error'] === 'reports-unavailable');
    expect((await service.health()).ready).toBe(true);
    await rig.reports.open();
    const [row] = await rig.settled(1);
    expect(row).toMatchObject({ attempts: 1 });
  });
});

describe('outside the demo without a mail server', () => {
  it('keeps what is due, says so, and has no demo mailbox', async () => {
    const rig = await Rig.open({ DEMO: 'false' });
    try {
      const service = await rig.start();
      rig.submit(A, 'ada@example.org');
      rig.publish();
      await rig.settled(1, 'due');
      const { ready, parts } = await service.health();
      expect(ready).toBe(true);
      expect(parts.find(({ name }) => name === 'mail')).toEqual({
        name: 'mail',
        ok: false,
        detail: 'no SMTP_URL: mails are kept until there is one (1 waiting)',
      });
      expect(await rig.gateway.request(SUBJECTS.devMail, {}, asGateway)).toMatchObject({
        ok: false,
        refusal: { code: 'NOT_FOUND' },
      });
    } finally {
      await rig.close();
    }
  });
});
