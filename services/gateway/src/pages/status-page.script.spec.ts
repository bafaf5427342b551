import { fakePage, settled, type FakePage } from '../testing/fake-page';
import { STATUS_SCRIPT } from './status-page.script';

const TEXTS = {
  state: 'Stato',
  submitted: 'Inviata il',
  due: 'Entro il',
  category: 'Categoria',
  notFound: 'Non c’è',
  withheld: 'Non pubblico',
  forms: { sent: 'Inviato', notSent: 'Non inviato' },
};

function open(answers: { readonly status: number; readonly body?: object }[], hash = '#the-token'): FakePage {
  const given = { code: '7K3M9QX2ZDE', language: 'it', timeZone: 'Europe/Rome', municipality: 'borgo', texts: TEXTS };
  return fakePage(STATUS_SCRIPT, given, answers, hash);
}

function report(revision: number, changes: object = {}): object {
  return {
    revision,
    statusLabel: '<b>Presa in carico</b>',
    submittedAt: '2026-03-02T09:00:00.000Z',
    dueBy: '2026-03-30T16:00:00.000Z',
    categoryLabel: 'Buche',
    timeline: [{ label: 'Segnalazione inviata', at: '2026-03-02T09:00:00.000Z', note: 'Ciao' }],
    ...changes,
  };
}

describe('the script of the status page', () => {
  it('asks for the report with the token of the link and shows what it is told as text', async () => {
    const { element, asked, links } = open([{ status: 200, body: report(1) }]);
    await settled();
    expect(asked).toEqual([
      {
        url: '/api/v1/reports/7K3M9QX2ZDE?lang=it',
        headers: expect.objectContaining({ 'X-Report-Token': 'the-token', 'X-Municipality': 'borgo' }),
      },
    ]);
    expect(element('status').textContent).toBe('Stato: <b>Presa in carico</b>');
    expect(element('description').textContent).toBe('Non pubblico');
    expect(element('steps').textContent).toContain('Segnalazione inviata  2 marzo 2026');
    expect(element('steps').textContent).toContain('Ciao');
    expect(element('report').hidden).toBe(false);
    expect(links[0]?.hash).toBe('#the-token');
  });

  it('asks again for a newer revision only', async () => {
    const { asked, events } = open([
      { status: 200, body: report(1) },
      { status: 200, body: report(2) },
    ]);
    await settled();
    events.onmessage?.({ lastEventId: '1' });
    await settled();
    expect(asked).toHaveLength(1);
    events.onmessage?.({ lastEventId: '2' });
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('says when there is no such report', async () => {
    const { element } = open([{ status: 404 }]);
    await settled();
    expect(element('message').textContent).toBe('Non c’è');
  });
});

describe('the forms of the status page', () => {
  async function offered(changes: object, hash?: string): Promise<readonly string[]> {
    const { element } = open([{ status: 200, body: report(1, changes) }], hash);
    await settled();
    return ['information', 'rating', 'withdrawal'].filter((name) => !element(name).hidden);
  }

  it.each([
    ['submitted', {}, ['withdrawal']],
    ['waiting_for_reporter', {}, ['information', 'withdrawal']],
    ['resolved', {}, ['rating']],
    ['resolved', { rating: 4 }, []],
    ['withdrawn', {}, []],
  ])('offer what a report that is %s (%j) allows', async (status, more, names) => {
    expect(await offered({ status, ...more })).toEqual(names);
  });

  it('are not for who holds no token', async () => {
    expect(await offered({ status: 'waiting_for_reporter' }, '')).toEqual([]);
  });

  it('send an answer as the reporter, under one key until it has arrived, and then show the new state', async () => {
    const { element, asked } = open([
      { status: 200, body: report(1, { status: 'waiting_for_reporter' }) },
      { status: 0 },
      { status: 200, body: { revision: 2 } },
      { status: 200, body: report(2, { status: 'in_progress' }) },
    ]);
    await settled();
    const form = element('information');
    await form.submit(['answer', 'Al civico 4']);
    expect(element('outcome').textContent).toBe('Non inviato');
    expect(form.hidden).toBe(false);
    await form.submit(['answer', 'Al civico 4']);
    await settled();
    const [, failed, again] = asked;
    expect(again).toEqual({
      url: '/api/v1/reports/7K3M9QX2ZDE/information?lang=it',
      method: 'POST',
      headers: expect.objectContaining({
        'X-Report-Token': 'the-token',
        'Content-Type': 'application/json',
        'Idempotency-Key': expect.stringMatching(/^[0-9a-f]{32}$/),
      }),
      body: '{"answer":"Al civico 4"}',
    });
    expect(failed).toEqual(again);
    expect(element('outcome').textContent).toBe('Inviato');
    expect(form.hidden).toBe(true);
    expect(asked).toHaveLength(4);
  });

  it('send a rating as a number, without a comment that was not written, and tell why one is refused', async () => {
    const { element, asked } = open([
      { status: 200, body: report(1, { status: 'resolved' }) },
      { status: 409, body: { detail: 'Già valutata' } },
    ]);
    await settled();
    await element('rating').submit(['rating', '4'], ['comment', ' ']);
    expect(asked[1]?.body).toBe('{"rating":4}');
    expect(element('outcome').textContent).toBe('Già valutata');
  });
});
