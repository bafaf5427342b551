import { randomUUID } from 'node:crypto';
import { SUBJECTS } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import type { Reply, RequestContext } from '@sportello/messaging';
import { codeNumber, MUNICIPALITY } from '../testing/events';
import { asGateway, Rig } from '../testing/rig';
import { SmtpSink } from '../testing/smtp-sink';
import { MAX_IN_AN_HOUR } from './my-reports-mails';

const [A, B, C] = [codeNumber(1), codeNumber(2), codeNumber(3)];
const ADA = 'ada@example.org';

describe('the link to all reports with an address', () => {
  let sink: SmtpSink;
  let rig: Rig;
  beforeEach(async () => {
    sink = new SmtpSink();
    await sink.open();
    rig = await Rig.open({ SMTP_URL: sink.url, DEMO: 'false' });
    await rig.start();
    rig.submit(A, ADA);
    rig.submit(B, 'bea@example.org');
    rig.submit(C, ADA);
    rig.publish();
    await rig.settled(3);
    sink.received.length = 0;
  });
  afterEach(async () => {
    await rig.close();
    await sink.close();
  });

  const anyone = (municipalityId = MUNICIPALITY): RequestContext => ({
    actor: { kind: 'anonymous', municipalityId },
    metadata: asGateway.metadata,
  });
  const ask = (email: string, { id = randomUUID(), language = 'it' } = {}, by = anyone()): Promise<Reply<object>> =>
    rig.gateway.request(SUBJECTS.askForMyReports, { id, language, body: { email } }, by);
  const links = async (): Promise<Record<string, unknown>[]> =>
    (await rig.deliveries()).filter(({ template }) => template === 'my-reports');
  /** All that was asked for before has been looked at: they are taken in turn. */
  const written = async (): Promise<Record<string, unknown>[]> => {
    await ask('bea@example.org');
    return eventually(async () => {
      const rows = await links();
      return rows.some(({ recipient, state }) => recipient === B && state === 'sent') && rows;
    });
  };
  const mailTo = (email: string) =>
    eventually(async () => sink.received.find(({ envelopeTo }) => envelopeTo === email));

  it('goes to the address of the newest of them, in the language it was asked for in, and stands after the #', async () => {
    expect(await ask(ADA)).toEqual({ ok: true, value: { asked: true } });
    const { parsed } = await mailTo(ADA);
    expect(parsed.subject).toBe('Le tue segnalazioni');
    expect(parsed.text).toContain(`https://sportello.example/my-reports#link%2B${C}`);
    expect(parsed.text).not.toContain('token+');
    await ask('bea@example.org', { language: 'en' });
    const english = (await mailTo('bea@example.org')).parsed;
    expect([english.subject, english.text]).toEqual(['Your reports', expect.stringContaining('half an hour')]);
    const [row] = await links();
    expect(row).toMatchObject({
      recipient: C,
      code: C,
      sealed_reporter: null,
      sealed_text: null,
      parameters: { type: 'issue' },
    });
  });

  it('is answered the same for an address that is not known, and nothing comes of it', async () => {
    const known = await ask(ADA);
    expect(await ask('nobody@example.org')).toEqual(known);
    expect(await ask(ADA, {}, anyone('altro-esempio'))).toEqual(known);
    expect((await written()).map(({ recipient }) => recipient).sort()).toEqual([B, C].sort());
    expect(sink.received.map(({ envelopeTo }) => envelopeTo)).not.toContain('nobody@example.org');
  });

  it('is answered before anything is looked up, and comes when the owner of the reports answers again', async () => {
    await rig.reports.close();
    expect(await ask(ADA)).toEqual({ ok: true, value: { asked: true } });
    expect(await links()).toEqual([]);
    await rig.reports.open();
    await mailTo(ADA);
  });

  it('is sent once, however often the same request comes', async () => {
    const id = randomUUID();
    await Promise.all([ask(ADA, { id }), ask(ADA, { id })]);
    expect((await written()).filter(({ recipient }) => recipient === C)).toHaveLength(1);
  });

  it('is sent so often in an hour and no more, and the answer does not tell', async () => {
    const answers = await Promise.all(Array.from({ length: MAX_IN_AN_HOUR + 2 }, () => ask(ADA)));
    expect(answers).toEqual(answers.map(() => ({ ok: true, value: { asked: true } })));
    expect((await written()).filter(({ recipient }) => recipient === C)).toHaveLength(MAX_IN_AN_HOUR);
    await rig.test.database.worker.query(
      `update notifications.deliveries set planned_at = planned_at - interval '61 minutes'`,
    );
    await ask(ADA);
    await eventually(
      async () => (await links()).filter(({ recipient }) => recipient === C).length === MAX_IN_AN_HOUR + 1,
    );
  });

  it('is for nobody who was erased', async () => {
    for (const code of [A, C]) {
      rig.reports.erased.add(code);
      rig.log.add('report.reporter-erased', code, {});
    }
    rig.publish();
    await eventually(async () => (await rig.deliveries()).filter(({ state }) => state === 'blanked').length === 2);
    await ask(ADA);
    expect((await written()).map(({ recipient }) => recipient)).toEqual([B]);
  });

  it('waits sealed, and goes with its reporter', async () => {
    sink.answers.set(
      ADA,
      Array.from({ length: 20 }, () => 451),
    );
    await ask(ADA);
    const [row] = await eventually(async () => {
      const rows = await links();
      return Number(rows[0]?.['attempts']) > 0 && rows;
    });
    expect(row?.['sealed_reporter']).toMatch(/^sealed\./);
    const { rows } = await rig.test.database.worker.query<{ all: string }>(
      `select string_agg(deliveries::text, '') as all from notifications.deliveries`,
    );
    expect(rows[0]?.all).not.toMatch(/ada@|link\+/i);
    rig.reports.erased.add(C);
    rig.log.add('report.reporter-erased', C, {});
    rig.publish();
    await eventually(async () => (await links())[0]?.['state'] === 'blanked');
    expect((await links())[0]).toMatchObject({ sealed_reporter: null, parameters: {} });
  });
});
