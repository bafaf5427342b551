import { MAX_MESSAGE_BYTES, SUBJECTS } from '@sportello/contracts';
import { codeNumber, EventLog } from './testing/events';
import { seal } from './testing/fake-reports';
import { asGateway, Rig } from './testing/rig';
import { unbalancedTags } from './testing/well-formed';

const anonymous = {
  type: 'issue',
  category: 'roads',
  channel: 'counter',
  visibility: 'public',
  dueBy: '2025-12-20T22:59:59.000Z',
  language: 'it',
} as const;
const [A, B, C] = [codeNumber(1), codeNumber(2), codeNumber(3)];

describe('from the feed to the demo mailbox', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
  });
  afterEach(() => rig.close());

  it('sends exactly four mails from submission to resolution, newest first, with link, code and headers', async () => {
    await rig.start();
    rig.wholeLife(A, 'ada@example.org');
    rig.publish();
    await rig.settled(4);
    const sent = await rig.mails('ADA@example.org');
    expect(sent.map(({ subject }) => subject).sort()).toEqual([
      `[${A}] Abbiamo concluso`,
      `[${A}] Abbiamo ricevuto la tua segnalazione`,
      `[${A}] Il lavoro è iniziato`,
      `[${A}] Un ufficio se ne occupa`,
    ]);
    const times = sent.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
    const last = sent.find(({ subject }) => subject.includes('concluso'));
    expect(last?.text).toContain('> Sostituita la lampada.');
    expect(last?.text).toContain(`https://sportello.example/r/${A}#token%2B${A}`);
    expect(unbalancedTags(last?.html ?? '<')).toEqual([]);
    expect(last?.headers).toMatchObject({
      'Message-ID': expect.stringMatching(new RegExp(`^<[0-9a-f-]{36}\\.${A}\\.email@sportello\\.example>$`)),
      'Auto-Submitted': 'auto-generated',
      'Content-Language': 'it',
      From: '"Comune di Borgo Esempio" <noreply@sportello.example>',
    });
    expect(await rig.mails('nobody@example.org')).toEqual([]);
  });

  it('writes for each municipality from its own address', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    const other = new EventLog(() => new Date().toISOString(), 'altro-esempio');
    other.submitted(B, { sealedReporter: seal({ email: 'bruno@example.org' }), sealedText: seal({ subject: 'Buca' }) });
    rig.reports.publish([...rig.log.events, ...other.events]);
    await rig.settled(2);
    const [mail] = await rig.mails('bruno@example.org');
    expect(mail?.text).toContain(`https://sportello.altro-esempio.example/r/${B}#`);
    expect(mail?.headers).toMatchObject({
      'Message-ID': expect.stringMatching(/@sportello\.altro-esempio\.example>$/),
      From: '"Comune di Altro Esempio" <noreply@sportello.altro-esempio.example>',
    });
    expect((await rig.mails('ada@example.org'))[0]?.text).toContain(`https://sportello.example/r/${A}#`);
  });

  it('shows of a full demo mailbox the newest mails that one reply of the bus can hold', async () => {
    const long = 'ò'.repeat(400);
    for (let number = 1; number <= 200; number += 1) {
      rig.submit(codeNumber(number), `reporter${number}@example.org`, { subject: long });
    }
    rig.publish();
    await rig.start();
    await rig.settled(200);
    const shown = await rig.mails();
    expect(shown.length).toBeGreaterThan(20);
    expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThan(MAX_MESSAGE_BYTES);
    const { rows } = await rig.test.database.worker.query<{ readonly newest: Date }>(
      'select max(at) as newest from notifications.dev_mailbox',
    );
    expect(shown[0]?.at).toBe(rows[0]?.newest.toISOString());
  });

  it('opens many deliveries with few requests', async () => {
    for (let number = 1; number <= 100; number += 1) rig.submit(codeNumber(number), `reporter${number}@example.org`);
    rig.publish();
    await rig.start();
    await rig.settled(100);
    expect(rig.reports.unsealRequests).toBeLessThanOrEqual(4);
  });

  it('sends nothing to who left only a telephone number, nor to who left nothing', async () => {
    await rig.start();
    rig.log.submitted(A, { sealedReporter: seal({ phone: '+39 000 123456' }), sealedText: seal({ subject: 'Buca' }) });
    rig.log.add('report.submitted', C, anonymous);
    rig.submit(B, 'ada@example.org');
    rig.publish();
    const rows = await rig.settled(2, 'sent', 'suppressed');
    expect(rows.find(({ recipient }) => recipient === A)).toMatchObject({ state: 'suppressed', reason: 'no-address' });
    expect(await rig.mails()).toHaveLength(1);
  });

  it('sends nothing about what was imported or is older than three days, and records why', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.log.add('report.resolved', A, { outcome: 'fixed' }, { imported: true });
    rig.log.add('report.public-note-added', A, {}, { occurredAt: new Date(Date.now() - 73 * 3_600_000).toISOString() });
    rig.publish();
    const rows = await rig.settled(3, 'sent', 'suppressed');
    expect(Object.fromEntries(rows.map(({ template, state, reason }) => [template, [state, reason]]))).toEqual({
      submitted: ['sent', null],
      resolved: ['suppressed', 'imported'],
      'note-added': ['suppressed', 'too-old'],
    });
    expect(await rig.mails()).toHaveLength(1);
  });

  it('tells the reporter of a duplicate about the other report, with a link of his own', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.submit(B, 'bruno@example.org', { language: 'en' });
    rig.log.add('report.marked-duplicate', B, { of: A });
    rig.log.add('report.resolved', A, { outcome: 'fixed', sealedText: seal({ text: 'Done for all.' }) });
    rig.publish();
    await rig.settled(5);
    const told = (await rig.mails('bruno@example.org')).find(({ subject }) => subject.includes('finished'));
    expect(told?.subject).toBe(`[${B}] We have finished`);
    expect(told?.text).toContain('Done for all.');
    expect(told?.text).toContain(`/r/${B}#token%2B${B}`);
    expect(told?.text).not.toContain(`token%2B${A}`);
  });

  it('shows the demo mailbox to the gateway only, and validates what it is asked', async () => {
    await rig.start();
    const staff = {
      actor: { kind: 'staff', id: 's', municipalityId: 'borgo-esempio', roles: ['operator'], departments: [] },
      metadata: asGateway.metadata,
    } as const;
    expect(await rig.gateway.request(SUBJECTS.devMail, {}, staff)).toMatchObject({
      ok: false,
      refusal: { code: 'NOT_ALLOWED' },
    });
    expect(await rig.gateway.request(SUBJECTS.devMail, { to: 7 }, asGateway)).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_REQUEST' },
    });
  });
});
