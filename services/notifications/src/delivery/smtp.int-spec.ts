import { SUBJECTS, type ListPage } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { register } from 'prom-client';
import type { DeadLetter } from '@sportello/contracts';
import { codeNumber } from '../testing/events';
import { seal } from '../testing/fake-reports';
import { asGateway, Rig } from '../testing/rig';
import { SmtpSink } from '../testing/smtp-sink';

const [A, B] = [codeNumber(1), codeNumber(2)];

async function possibleRepeats(): Promise<number> {
  const metric = await register.getSingleMetric('sportello_notifications_possible_repeats_total')?.get();
  return metric?.values[0]?.value ?? 0;
}

describe('from the feed to a mail server', () => {
  let sink: SmtpSink;
  let rig: Rig;
  beforeEach(async () => {
    sink = new SmtpSink();
    await sink.open();
    rig = await Rig.open({ SMTP_URL: sink.url, DEMO: 'false', MAIL_FROM: 'Borgo Esempio <sportello@borgo.example>' });
  });
  afterEach(async () => {
    await rig.close();
    await sink.close();
  });

  it('delivers each mail once, whole, with its headers, in plain text and in HTML', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org', { subject: 'Perché il lampione è spento? <b>' });
    rig.submit(B, 'bruno@example.org', { language: 'en' });
    rig.publish();
    const rows = await rig.settled(2);
    expect(sink.messageIds().sort()).toEqual(rows.map((row) => row['message_id']).sort());
    const mail = sink.received.find(({ envelopeTo }) => envelopeTo === 'ada@example.org');
    expect(mail?.parsed).toMatchObject({
      from: { name: 'Borgo Esempio', address: 'sportello@borgo.example' },
      to: [{ address: 'ada@example.org' }],
      subject: `[${A}] Abbiamo ricevuto la tua segnalazione`,
      text: expect.stringContaining('> Perché il lampione è spento? <b>'),
      html: expect.stringContaining('Perché il lampione è spento? &lt;b&gt;'),
    });
    const headers = new Map(mail?.parsed.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('content-language')).toBe('it');
    expect(Date.parse(headers.get('date') ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(rows[0]).toMatchObject({ sealed_reporter: null, sealed_text: null, attempts: 1 });
  });

  it('tries again after a temporary refusal, and holds nobody else meanwhile', async () => {
    await rig.start();
    sink.answers.set('ada@example.org', [451, 450]);
    rig.submit(A, 'ada@example.org');
    rig.submit(B, 'bruno@example.org');
    rig.publish();
    const rows = await rig.settled(2);
    expect(rows.find(({ recipient }) => recipient === A)).toMatchObject({ attempts: 3, last_error: null });
    expect(sink.received.map(({ envelopeTo }) => envelopeTo)).toEqual(['bruno@example.org', 'ada@example.org']);
  });

  it('gives up at once what the server will never take, where the front office sees it, without the address', async () => {
    await rig.start();
    sink.answers.set('ada@example.org', [550]);
    rig.submit(A, 'ada@example.org');
    rig.submit(B, 'bruno@example.org');
    rig.publish();
    await rig.settled(2, 'sent', 'dead');
    const operator = {
      actor: { kind: 'staff', id: 's', municipalityId: 'borgo-esempio', roles: ['operator'], departments: [] },
      metadata: asGateway.metadata,
    } as const;
    const letter = expect.objectContaining({
      recipient: A,
      code: A,
      template: 'submitted',
      attempts: 1,
      error: 'smtp-550',
    });
    for (const context of [asGateway, operator]) {
      const reply = await rig.gateway.request<ListPage<DeadLetter>>(SUBJECTS.deadLetters, {}, context);
      expect(reply).toEqual({ ok: true, value: { items: [letter], page: 1, pageSize: 20, total: 1 } });
      expect(JSON.stringify(reply)).not.toContain('ada@');
    }
    const elsewhere = { ...operator, actor: { ...operator.actor, municipalityId: 'altrove' } };
    expect(await rig.gateway.request(SUBJECTS.deadLetters, {}, elsewhere)).toMatchObject({
      value: { items: [], total: 0 },
    });
    const clerk = { ...operator, actor: { ...operator.actor, roles: ['department'] as const } };
    expect(await rig.gateway.request(SUBJECTS.deadLetters, {}, clerk)).toMatchObject({
      refusal: { code: 'NOT_ALLOWED' },
    });
  });

  it('gives up after eight attempts', async () => {
    await rig.start({ backOffBaseMs: 1 });
    sink.answers.set(
      'ada@example.org',
      Array.from({ length: 20 }, () => 451),
    );
    rig.submit(A, 'ada@example.org');
    rig.publish();
    const [row] = await rig.settled(1, 'dead');
    expect(row).toMatchObject({ attempts: 8, last_error: 'smtp-451' });
    expect(sink.answers.get('ada@example.org')).toHaveLength(12);
  });

  it('repeats a mail whose answer was lost, with the same Message-ID, and counts it', async () => {
    const before = await possibleRepeats();
    await rig.start();
    sink.cutsAfterData = 1;
    rig.submit(A, 'ada@example.org');
    rig.publish();
    const [row] = await rig.settled(1);
    expect(row).toMatchObject({ attempts: 2, in_doubt: true });
    expect(sink.messageIds()).toEqual([row?.['message_id'], row?.['message_id']]);
    expect(await possibleRepeats()).toBe(before + 1);
  });

  it('waits while the server is down without burning attempts, says so, and goes on when it is up', async () => {
    const service = await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.settled(1);
    await sink.goDown();
    for (let number = 10; number < 40; number += 1) rig.submit(codeNumber(number), `reporter${number}@example.org`);
    rig.publish();
    const mail = await eventually(async () =>
      (await service.health()).parts.find(
        ({ name, ok, detail }) => name === 'mail' && !ok && /30 waiting/.test(detail ?? ''),
      ),
    );
    expect(mail.detail).toMatch(/cannot be reached \(mail-[a-z]+; 30 waiting\)/);
    await sink.comeBack();
    const rows = await rig.settled(31);
    expect(Math.max(...rows.map(({ attempts }) => Number(attempts)))).toBeLessThanOrEqual(2);
    expect(new Set(sink.messageIds()).size).toBe(31);
    expect(sink.received).toHaveLength(31);
    expect((await service.health()).parts.find(({ name }) => name === 'mail')).toMatchObject({ ok: true });
  });

  it('never sends twice with two workers at once', async () => {
    for (let number = 0; number < 100; number += 1) rig.submit(codeNumber(number), `reporter${number}@example.org`);
    rig.publish();
    await Promise.all([rig.start({ batchSize: 7 }), rig.start({ batchSize: 11 })]);
    await rig.settled(100);
    expect(sink.received).toHaveLength(100);
    expect(new Set(sink.messageIds()).size).toBe(100);
  });

  it('does not hand an address to the server that would be two, or a header', async () => {
    await rig.start();
    rig.submit(A, 'ada@example.org, eva@example.org');
    rig.submit(B, 'bruno@example.org>\r\nBcc: eva@example.org');
    rig.publish();
    const rows = await rig.settled(2, 'dead');
    expect(rows.map((row) => row['last_error'])).toEqual(['invalid-address', 'invalid-address']);
    expect(sink.received).toEqual([]);
  });

  it('keeps names and texts out of headers', async () => {
    await rig.start();
    rig.log.submitted(A, {
      sealedReporter: seal({ email: 'ada@example.org', name: 'Ada\r\nBcc: eva@example.org' }),
      sealedText: seal({ subject: 'Buca\r\nX-Evil: 1' }),
    });
    rig.publish();
    await rig.settled(1);
    const [mail] = sink.received;
    expect(mail?.envelopeTo).toBe('ada@example.org');
    expect(mail?.parsed.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['bcc']));
    expect(mail?.parsed.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['x-evil']));
  });
});
