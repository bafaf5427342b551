import { SUBJECTS } from '@sportello/contracts';
import { codeNumber } from './testing/events';
import { seal } from './testing/fake-reports';
import { Rig } from './testing/rig';

const [A, B] = [codeNumber(1), codeNumber(2)];

describe('what people gave us', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
  });
  afterEach(() => rig.close());

  it('keeps nothing personal in any table but the demo mailbox', async () => {
    await rig.start();
    rig.wholeLife(A, 'ada@example.org');
    rig.log.add('report.information-requested', A, { sealedText: seal({ text: 'Qual è il numero civico?' }) });
    rig.publish();
    await rig.settled(5);
    const { rows: tables } = await rig.test.database.worker.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'notifications' and table_name <> 'dev_mailbox'`,
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['deliveries', 'report_recipients', 'checkpoints']),
    );
    const dumps = await Promise.all(
      tables.map(({ name }) =>
        rig.test.database.asOwner((sql) =>
          sql.query<{ row: string }>(`select kept::text as row from notifications."${name}" kept`),
        ),
      ),
    );
    const everything = dumps.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n');
    expect(everything).not.toMatch(/ada@|Ada Personale|000 ?123456|Descrizione|Lampione|civico|lampada|token\+/i);
  });

  it('forgets who was erased: rows are blanked and keep their keys, the demo mail goes, nothing more is sent', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.settled(1);
    rig.reports.erased.add(A);
    rig.log.add('report.resolved', A, { outcome: 'fixed' });
    rig.log.add('report.reporter-erased', A, {});
    rig.log.add('report.public-note-added', A, {});
    rig.publish();
    const rows = await rig.settled(2, 'blanked');
    for (const row of rows) {
      expect(row).toMatchObject({ sealed_reporter: null, sealed_text: null, parameters: {}, recipient: A });
    }
    expect(await rig.mails()).toEqual([]);
  });

  it('blanks also what could not be sent, when its reporter is erased: it is no dead letter any more', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.settled(1);
    await rig.dies('submitted');
    expect(await rig.deliveries()).toMatchObject([{ state: 'dead', sealed_reporter: expect.any(String) }]);
    rig.log.add('report.reporter-erased', A, {});
    rig.publish();
    expect(await rig.settled(1, 'blanked')).toMatchObject([
      { recipient: A, sealed_reporter: null, sealed_text: null, parameters: {}, last_error: null },
    ]);
    expect(await rig.asOperator(SUBJECTS.deadLetters, {})).toMatchObject({ items: [] });
  });

  it('sends a mail without the text when the text was redacted meanwhile', async () => {
    rig.reports.redacted.add(A);
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.start();
    await rig.settled(1);
    const [mail] = await rig.mails();
    expect(mail?.text).not.toContain('Ci hai scritto');
    expect(mail?.text).toContain(A);
  });

  it('does not show the answer to a private report to who only follows it', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.submit(B, 'bruno@example.org');
    rig.log.add('report.marked-duplicate', B, { of: A });
    rig.log.add('report.visibility-set', A, { visibility: 'private' });
    rig.log.add('report.resolved', A, { outcome: 'fixed', sealedText: seal({ text: 'Solo per te.' }) });
    rig.publish();
    await rig.settled(5);
    expect((await rig.mails('ada@example.org')).some(({ text }) => text.includes('Solo per te.'))).toBe(true);
    expect((await rig.mails('bruno@example.org')).some(({ text }) => text.includes('Solo per te.'))).toBe(false);
  });
});
