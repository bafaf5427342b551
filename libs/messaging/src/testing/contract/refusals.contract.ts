import { MAX_MESSAGE_BYTES, SUBJECTS, type Actor } from '@sportello/contracts';
import { EventTooLarge, reject } from '@sportello/event-sourcing';
import { BusFailure, BusUnavailable, MessageTooLarge, Refused } from '../../bus-errors';
import { UNAVAILABLE_ERRORS } from '../../wire-reply';
import { aContext, aDepartment, aRating, theFrontOffice, type World } from './world';

/** What goes wrong, and how the caller learns of it. */
export function refusalsContract(world: () => World): void {
  it('gives a rejection of the domain to the caller as a typed refusal', async () => {
    const { does } = await world().replica(() => reject('REPORT_NOT_RESOLVED', 'It is in progress'));
    const gateway = await world().bus('gateway');
    const refusal = { code: 'REPORT_NOT_RESOLVED', detail: 'It is in progress' };
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toEqual({ ok: false, refusal });
    does(() => reject('REPORT_NOT_RESOLVED'));
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toEqual({
      ok: false,
      refusal: { code: 'REPORT_NOT_RESOLVED' },
    });
  });

  it('gives what a handler throws as Refused', async () => {
    const refusal = {
      code: 'OUTSIDE_MUNICIPALITY',
      errors: [{ field: 'location', message: 'in the next village' }],
    } as const;
    await world().replica(() => {
      throw new Refused(refusal);
    });
    const gateway = await world().bus('gateway');
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toEqual({ ok: false, refusal });
  });

  it('refuses a message that fails validation, field by field, before the handler', async () => {
    let called = false;
    await world().replica(() => (called = true));
    const gateway = await world().bus('gateway');
    const reply = await gateway.request(SUBJECTS.rateReport, { code: 'x', body: { rating: 9, stars: 5 } }, aContext());
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'INVALID_REQUEST' } });
    const errors = reply.ok ? [] : (reply.refusal.errors ?? []);
    expect(errors.map(({ field }) => field).sort()).toEqual(['body.rating', 'body.stars', 'code']);
    expect(errors.find(({ field }) => field === 'code')?.message).toBe('code must be the code of a report');
    expect(called).toBe(false);
  });

  it.each(UNAVAILABLE_ERRORS)('is unavailable when the handler meets %s', async (name) => {
    const { log } = await world().replica(() => {
      throw Object.assign(new Error('connection to 10.0.0.7 refused'), { name });
    });
    const gateway = await world().bus('gateway');
    const failure = await gateway.request(SUBJECTS.rateReport, aRating, aContext()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BusUnavailable);
    expect(String(failure)).not.toContain('10.0.0.7');
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });

  it('fails, telling nothing of the inside, when the handler has a bug; the log has it under the correlation id', async () => {
    const { log } = await world().replica(() => {
      throw new TypeError('cannot read the secret of row 7');
    });
    const gateway = await world().bus('gateway');
    const context = aContext();
    const failure = await gateway.request(SUBJECTS.rateReport, aRating, context).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BusFailure);
    expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toMatch(/secret|row 7|TypeError/);
    const line = log.lines.find(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({
      subject: SUBJECTS.rateReport,
      correlationId: context.metadata.correlationId,
      err: expect.objectContaining({ name: 'TypeError', message: 'cannot read the secret of row 7' }),
    });
  });

  it.each([
    ['rejects with a code that nobody knows', () => reject('NO_SUCH_CODE')],
    ['answers what JSON cannot say', () => ({ big: 10n })],
  ])('fails when the handler %s', async (_, handle) => {
    await world().replica(handle);
    const gateway = await world().bus('gateway');
    await expect(gateway.request(SUBJECTS.rateReport, aRating, aContext())).rejects.toThrow(BusFailure);
  });

  it.each([
    ['the log', new EventTooLarge(1_000_001), { level: 'debug' }],
    [
      'an event store whose own limit is too low, which the log tells its operator',
      new EventTooLarge(700_000, 500_000),
      { level: 'warn', fields: { err: { message: expect.stringContaining('is 500000: raise its limit') } } },
    ],
  ])('refuses what is too large for %s', async (_what, error, line) => {
    const { log } = await world().replica(() => {
      throw error;
    });
    const gateway = await world().bus('gateway');
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toEqual({
      ok: false,
      refusal: { code: 'MESSAGE_TOO_LARGE' },
    });
    expect(log.lines.filter(({ message }) => message.includes('was refused'))).toMatchObject([line]);
  });

  it('does not send a request over the limit, nor a reply; what just fits goes through', async () => {
    const { does } = await world().replica(() => ({ text: 'a'.repeat(MAX_MESSAGE_BYTES) }));
    const gateway = await world().bus('gateway');
    const rating = (comment: string) => ({ ...aRating, body: { rating: 4, comment } });
    const tooLong = 'é'.repeat(MAX_MESSAGE_BYTES / 2);
    await expect(gateway.request(SUBJECTS.rateReport, rating(tooLong), aContext())).rejects.toThrow(MessageTooLarge);
    await expect(gateway.request(SUBJECTS.rateReport, aRating, aContext())).rejects.toThrow(MessageTooLarge);

    const justFits = 'a'.repeat(MAX_MESSAGE_BYTES - JSON.stringify({ ok: true, value: '' }).length);
    does(() => justFits);
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toEqual({ ok: true, value: justFits });
    const large = await gateway.request(SUBJECTS.rateReport, rating('a'.repeat(MAX_MESSAGE_BYTES - 2_000)), aContext());
    expect(large).toMatchObject({ ok: false, refusal: { code: 'INVALID_REQUEST' } });
  });

  it.each<[string, Actor, boolean]>([
    ['the department', aDepartment, true],
    ['the front office', theFrontOffice, false],
    ['the public', { kind: 'anonymous', municipalityId: 'borgo-esempio' }, false],
    ['a service', { kind: 'service', id: 'gateway' }, false],
  ])('asks for the role that a subject names: %s', async (_, actor, allowed) => {
    await world().replica(() => 'started');
    const gateway = await world().bus('gateway');
    const reply = await gateway.request(SUBJECTS.startWork, {}, aContext(actor));
    expect(reply).toMatchObject(allowed ? { ok: true } : { ok: false, refusal: { code: 'NOT_ALLOWED' } });
  });

  it('answers a service that a subject is for', async () => {
    await world().replica((_, actor) => actor);
    const notifications = await world().bus('notifications');
    const actor: Actor = { kind: 'service', id: 'notifications' };
    expect(await notifications.request(SUBJECTS.unseal, { items: [] }, aContext(actor))).toEqual({
      ok: true,
      value: actor,
    });
  });

  it('lets no service ask, hint or speak beyond its rights', async () => {
    const [gateway, notifications] = [await world().bus('gateway'), await world().bus('notifications')];
    await expect(gateway.request(SUBJECTS.unseal, { items: [] }, aContext())).rejects.toThrow('no right to ask');
    await expect(notifications.request(SUBJECTS.submitReport, {}, aContext())).rejects.toThrow('no right to ask');
    await expect(notifications.request(SUBJECTS.reportFeed, { limit: 1 }, aContext())).rejects.toThrow(
      'may not speak for',
    );
    expect(() => gateway.hint('hints.report.feed-grew')).toThrow('no right to hint');
  });
}
