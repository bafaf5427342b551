import { randomUUID } from 'node:crypto';
import { OPERATOR_SUBJECTS, SUBJECTS, type Follow, type FollowOfAddress, type StaffActor } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import type { Reply, RequestContext } from '@sportello/messaging';
import { codeNumber, MUNICIPALITY } from '../testing/events';
import { followTokenOf, seal } from '../testing/fake-reports';
import { altroEsempio, asGateway, Rig } from '../testing/rig';
import { MAX_MESSAGES } from '../queries/follows-of';
import { MAX_FOLLOWS, MAX_PENDING } from './follows';

const [A, B] = [codeNumber(1), codeNumber(2)];
const BRUNO = 'bruno@example.org';
const anyone = (municipalityId = MUNICIPALITY): RequestContext => ({
  actor: { kind: 'anonymous', municipalityId },
  metadata: asGateway.metadata,
});

describe('following a report that is not one’s own', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.submit(B, 'bea@example.org');
    rig.publish();
    await rig.settled(2);
  });
  afterEach(() => rig.close());

  const wish = (reports: string[], { id = randomUUID(), address = BRUNO, requestHmac = 'h' } = {}) => ({
    id,
    requestHmac,
    language: 'en',
    body: { channel: 'email', address, reports },
  });
  const ask = (message: object): Promise<Reply<Follow>> => rig.gateway.request(SUBJECTS.follow, message, anyone());
  const by = (subject: string, token: string, municipalityId?: string): Promise<Reply<Follow>> =>
    rig.gateway.request(subject, { token }, anyone(municipalityId));
  async function following(reports: string[], address = BRUNO): Promise<string> {
    const id = randomUUID();
    expect(await ask(wish(reports, { id, address }))).toMatchObject({ ok: true });
    expect(await by(SUBJECTS.confirmFollow, followTokenOf(id))).toMatchObject({ ok: true });
    const confirmed = Date.now();
    // What is recorded in the very millisecond of the confirmation is from before it.
    await eventually(() => Date.now() > confirmed);
    return followTokenOf(id);
  }
  const subjectsTo = async (address: string): Promise<string[]> =>
    (await rig.mails(address)).map(({ subject }) => subject).sort();
  const takenIn = (code: string, revision: number): Promise<unknown> =>
    eventually(async () => {
      const { rows } = await rig.test.database.worker.query(
        'select from notifications.report_recipients where code = $1 and revision = $2',
        [code, revision],
      );
      return rows.length === 1;
    });
  const follows = async (): Promise<Record<string, unknown>[]> =>
    (await rig.test.database.worker.query('select * from notifications.follows')).rows;

  it('begins with a mail whose page confirms; until then nothing is told', async () => {
    const id = randomUUID();
    expect(await ask(wish([A], { id }))).toEqual({ ok: true, value: { channel: 'email', state: 'pending' } });
    rig.log.assigned(A);
    rig.publish();
    await rig.settled(4);
    const [mail, ...more] = await rig.mails(BRUNO);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ subject: `[${A}] Do you want news about this case?` });
    expect(mail?.text).toContain(`https://sportello.example/follows/${followTokenOf(id)}`);
    expect(await by(SUBJECTS.readFollow, followTokenOf(id))).toMatchObject({ ok: true, value: { state: 'pending' } });
  });

  it('tells what everybody may know, with a way to stop in each mail that programs understand', async () => {
    const token = await following([A]);
    rig.log.add('report.information-requested', A, { sealedText: seal({ text: 'Qual è il tuo cognome?' }) });
    rig.log.add('report.resolved', A, { outcome: 'fixed', sealedText: seal({ text: 'Fatto.' }) });
    rig.publish();
    await rig.settled(6);
    expect(await subjectsTo(BRUNO)).toEqual([`[${A}] Do you want news about this case?`, `[${A}] We have finished`]);
    const told = (await rig.mails(BRUNO)).find(({ subject }) => subject.includes('finished'));
    expect(told?.text).toContain('> Fatto.');
    expect(told?.text).toContain(`https://sportello.example/r/${A}\n`);
    expect(told?.text).not.toContain('token+');
    expect(told?.headers).toMatchObject({
      'List-Unsubscribe': `<https://sportello.example/follows/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('tells nothing of a report that is no longer for everybody', async () => {
    await following([A]);
    // The confirmation too: it names a report that is still public when it leaves.
    await rig.settled(3);
    rig.log.add('report.visibility-set', A, { visibility: 'private' });
    rig.log.assigned(A);
    rig.publish();
    await rig.settled(4);
    expect(await subjectsTo(BRUNO)).toEqual([`[${A}] Do you want news about this case?`]);
    expect(await ask(wish([A]))).toMatchObject({ ok: false, refusal: { code: 'REPORT_NOT_FOUND' } });
  });

  it('goes on with the report that a duplicate was joined to, one mail for each address', async () => {
    await following([A]);
    await following([B]);
    rig.log.add('report.marked-duplicate', B, { of: A });
    rig.log.assigned(A);
    rig.publish();
    await rig.settled(9);
    expect(await subjectsTo(BRUNO)).toEqual([
      `[${A}] An office is taking care of it`,
      `[${A}] Do you want news about this case?`,
      `[${B}] Do you want news about this case?`,
      `[${B}] There is already an open case`,
    ]);
  });

  it('ends for good: address, key and what was still to leave are gone', async () => {
    const token = await following([A, B]);
    expect(await by(SUBJECTS.readFollow, token)).toMatchObject({
      ok: true,
      value: { state: 'active', reports: [A, B] },
    });
    expect(await by(SUBJECTS.endFollow, token, 'altro-esempio')).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    expect(await by(SUBJECTS.endFollow, token)).toMatchObject({ ok: true });
    expect(await by(SUBJECTS.endFollow, token)).toMatchObject({ ok: false, refusal: { code: 'NOT_FOUND' } });
    expect([await follows(), rig.reports.erased.size, await rig.mails(BRUNO)]).toEqual([[], 1, []]);
    rig.log.assigned(A);
    rig.publish();
    await rig.settled(4, 'sent', 'blanked');
    expect(await rig.mails(BRUNO)).toEqual([]);
  });

  it('is forgotten by address, as an operator asks', async () => {
    await following([A]);
    await following([A], 'carla@example.org');
    const erased = await rig.asOperator(OPERATOR_SUBJECTS.eraseFollows, { email: BRUNO.toUpperCase() });
    expect([erased, (await follows()).length]).toEqual([{ erased: 1 }, 1]);
  });

  it('is found by address, and forgotten, where the Comune is served no more', async () => {
    await following([A]);
    await rig.stopServices();
    rig.served = [altroEsempio];
    await rig.start();
    const found = (): Promise<unknown> => rig.asOperator(OPERATOR_SUBJECTS.findFollows, { email: BRUNO });
    expect(await found()).toEqual([{ municipalityId: MUNICIPALITY, follows: 1 }]);
    const asked = { email: BRUNO, municipality: MUNICIPALITY };
    expect(await rig.asOperator(OPERATOR_SUBJECTS.eraseFollows, asked)).toEqual({ erased: 1 });
    expect([await found(), await follows()]).toEqual([[], []]);
  });

  it('is told to the front office by address, with what was sent for it, and ended; in its own Comune alone', async () => {
    await following([A]);
    await rig.settled(3);
    const sent = { channel: 'email', template: 'follow-confirmation', state: 'sent', plannedAt: expect.any(String) };
    const held = { channel: 'email', state: 'active', reports: [A], since: expect.any(String) };
    const asked = { email: 'Bruno@Example.org' };
    const by = (subject: string, roles: StaffActor['roles'], municipalityId = MUNICIPALITY): Promise<Reply<unknown>> =>
      rig.gateway.request(subject, asked, {
        actor: { kind: 'staff', id: 'urp', municipalityId, roles, departments: [] },
        metadata: asGateway.metadata,
      });
    expect(await by(SUBJECTS.followsOfAddress, ['operator'])).toEqual({
      ok: true,
      value: [{ ...held, messages: [{ ...sent, sentAt: expect.any(String) }] }],
    });
    for (const subject of [SUBJECTS.followsOfAddress, SUBJECTS.forgetFollower])
      expect(await by(subject, ['department', 'administrator'])).toMatchObject({ refusal: { code: 'NOT_ALLOWED' } });
    expect(await by(SUBJECTS.followsOfAddress, ['operator'], 'altro-esempio')).toEqual({ ok: true, value: [] });
    expect(await by(SUBJECTS.forgetFollower, ['operator'], 'altro-esempio')).toMatchObject({ value: { erased: 0 } });
    expect(await by(SUBJECTS.forgetFollower, ['operator'])).toMatchObject({ value: { erased: 1 } });
    expect(await follows()).toEqual([]);
  });

  it('is shown with the newest messages of each follow, and says where there are older ones', async () => {
    const id = randomUUID();
    await ask(wish([A], { id }));
    await rig.settled(3);
    await ask(wish([B]));
    await rig.settled(4);
    await rig.test.database.worker.query(
      `insert into notifications.deliveries (municipality_id, event_id, recipient, channel, code, template, parameters, language,
         message_id, occurred_at, planned_at, state)
       select municipality_id, gen_random_uuid(), recipient, channel, code, 'news ' || n, '{}', language, message_id, occurred_at,
              planned_at + make_interval(hours => n), 'sent'
         from notifications.deliveries, generate_series(1, $2) n where recipient = $1`,
      [id, MAX_MESSAGES],
    );
    const reply = await rig.gateway.request<readonly FollowOfAddress[]>(
      SUBJECTS.followsOfAddress,
      { email: BRUNO },
      {
        actor: { kind: 'staff', id: 'urp', municipalityId: MUNICIPALITY, roles: ['operator'], departments: [] },
        metadata: asGateway.metadata,
      },
    );
    const shown = reply.ok
      ? reply.value.map(({ messages, more }) => [messages.map(({ template }) => template), more])
      : [];
    expect(shown).toEqual([
      [Array.from({ length: MAX_MESSAGES }, (_, n) => `news ${n + 1}`), true],
      [['follow-confirmation'], undefined],
    ]);
  });

  it('ends with the time that the report is kept, and not because its reporter asks to be forgotten', async () => {
    await following([A]);
    await following([A, B]);
    rig.log.add('report.reporter-erased', A, { reason: 'request' });
    rig.publish();
    await eventually(async () =>
      (await rig.deliveries()).some(({ recipient, state }) => recipient === A && state === 'blanked'),
    );
    expect((await follows()).map(({ codes }) => codes)).toEqual(expect.arrayContaining([[A], [A, B]]));
    rig.log.add('report.text-redacted', A, { reason: 'retention' });
    rig.publish();
    const left = await eventually(async () => {
      const rows = await follows();
      return rows.length === 1 && rows;
    });
    expect(left[0]).toMatchObject({ codes: [B] });
    expect(rig.reports.erased.size).toBe(1);
  });

  it('ends so though its key cannot be destroyed now, and keeps no news from anybody', async () => {
    rig.reports.keepsKeys = true;
    const token = await following([A]);
    const id = (await follows())[0]?.['id'];
    rig.log.add('report.text-redacted', A, { reason: 'retention' });
    rig.log.assigned(B);
    rig.publish();
    await rig.settled(4);
    expect(await subjectsTo('bea@example.org')).toHaveLength(2);
    for (const subject of [SUBJECTS.readFollow, SUBJECTS.confirmFollow])
      expect(await by(subject, token)).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    expect(await follows()).toMatchObject([{ codes: [] }]);
    rig.reports.keepsKeys = false;
    await eventually(async () => (await follows()).length === 0);
    expect(rig.reports.erased).toEqual(new Set([id]));
  });

  it.each(['report.text-redacted', 'report.reporter-erased'] as const)(
    'begins with no report that is kept no longer, once retention wrote %s',
    async (type) => {
      rig.log.add(type, A, { reason: 'request' });
      rig.publish();
      await takenIn(A, 1);
      expect(await ask(wish([A, B]))).toMatchObject({ ok: true });
      rig.log.add(type, A, { reason: 'retention' });
      rig.log.add('report.reopened', A, { status: 'submitted' });
      rig.publish();
      await takenIn(A, 3);
      for (const codes of [[A], [B, A]])
        expect(await ask(wish(codes, { address: 'carla@example.org' }))).toMatchObject({
          refusal: { code: 'REPORT_NOT_FOUND' },
        });
      expect(await follows()).toMatchObject([{ codes: [B] }]);
    },
  );

  it('begins with no report of which nobody wrote down whether its erasure was retention', async () => {
    await rig.test.database.worker.query(
      `update notifications.report_recipients set retention_over = null, sealed_reporter = null,
         status = case code when '${A}' then 'erased' else 'active' end`,
    );
    expect(await ask(wish([A]))).toMatchObject({ refusal: { code: 'REPORT_NOT_FOUND' } });
    expect(await ask(wish([B]))).toMatchObject({ ok: true });
  });

  it('begins with no report whose time ends in the same moment, and keeps no key of it', async () => {
    const id = randomUUID();
    const { asked } = await rig.test.database.asWorker(async (sql) => {
      await sql.query(`update notifications.report_recipients set retention_over = true where code = '${A}'`);
      const asked = ask(wish([A], { id }));
      await eventually(async () => {
        const { rows } = await rig.test.database.worker.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      });
      return { asked };
    });
    expect(await asked).toMatchObject({ refusal: { code: 'REPORT_NOT_FOUND' } });
    expect([await follows(), rig.reports.erased]).toEqual([[], new Set([id])]);
  });

  it('is the same wish when it is sent again, and another with the same key is refused', async () => {
    const id = randomUUID();
    await ask(wish([A], { id }));
    expect(await ask(wish([A], { id }))).toMatchObject({ ok: true });
    expect(await ask(wish([B], { id, requestHmac: 'other' }))).toMatchObject({
      refusal: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    await rig.settled(3);
    expect(await follows()).toHaveLength(1);
  });

  it('is bounded for an address, and the answer does not tell', async () => {
    const answers = await Promise.all(Array.from({ length: MAX_PENDING + 2 }, () => ask(wish([A]))));
    expect(answers).toEqual(answers.map(() => ({ ok: true, value: { channel: 'email', state: 'pending' } })));
    expect(await follows()).toHaveLength(MAX_PENDING);
    for (let count = 0; count < MAX_FOLLOWS + 1; count += 1) {
      const id = randomUUID();
      await ask(wish([B], { id, address: 'carla@example.org' }));
      await by(SUBJECTS.confirmFollow, followTokenOf(id));
    }
    expect(await follows()).toHaveLength(MAX_PENDING + MAX_FOLLOWS);
  });

  it('is forgotten when nobody confirms it within two days', async () => {
    const id = randomUUID();
    await ask(wish([A], { id }));
    await rig.test.database.worker.query(
      `update notifications.follows set created_at = created_at - interval '49 hours'`,
    );
    expect(await by(SUBJECTS.confirmFollow, followTokenOf(id))).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    await eventually(async () => (await follows()).length === 0);
    expect(rig.reports.erased).toEqual(new Set([id]));
  });

  it('keeps no address in plain outside the demo’s mailbox', async () => {
    await following([A]);
    await rig.settled(3);
    const { rows } = await rig.test.database.worker.query<{ readonly all: string }>(
      `select (select string_agg(follows::text, '') from notifications.follows)
           || (select string_agg(deliveries::text, '') from notifications.deliveries) as all`,
    );
    expect(rows[0]?.all).toContain(A);
    expect(rows[0]?.all).not.toMatch(/bruno/i);
  });
});
