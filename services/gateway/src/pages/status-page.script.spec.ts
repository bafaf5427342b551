import { webcrypto } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { STATUS_SCRIPT } from './status-page.script';

/** As much of a browser's element as the page's script touches. */
class FakeElement {
  readonly children: (FakeElement | string)[] = [];
  hidden = true;
  hash = '';
  className = '';
  dateTime = '';
  /** Of a form: what is written in it. */
  fields: (readonly [string, string])[] = [];
  private readonly listeners: ((event: { preventDefault(): void }) => Promise<void>)[] = [];
  private own = '';

  get textContent(): string {
    return this.own + this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join(' ');
  }

  set textContent(text: string) {
    this.own = text;
    this.children.length = 0;
  }

  get firstElementChild(): FakeElement {
    const child = this.children[0];
    if (child instanceof FakeElement) return child;
    const made = new FakeElement();
    this.children.unshift(made);
    return made;
  }

  addEventListener(_submit: string, listener: FakeElement['listeners'][number]): void {
    this.listeners.push(listener);
  }

  async submit(...fields: (readonly [string, string])[]): Promise<void> {
    this.fields = fields;
    for (const listener of this.listeners) await listener({ preventDefault: () => undefined });
  }

  focus(): void {
    this.hidden = false;
  }

  reset(): void {
    this.fields = [];
  }

  append(...more: (FakeElement | string)[]): void {
    this.children.push(...more);
  }

  replaceChildren(...others: (FakeElement | string)[]): void {
    this.children.splice(0, this.children.length, ...others);
  }
}

interface Asked {
  readonly url: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Opened {
  readonly element: (id: string) => FakeElement;
  readonly asked: readonly Asked[];
  readonly events: { onmessage?: (event: { lastEventId: string }) => void };
  readonly links: readonly FakeElement[];
}

const TEXTS = {
  state: 'Stato',
  submitted: 'Inviata il',
  due: 'Entro il',
  category: 'Categoria',
  notFound: 'Non c’è',
  withheld: 'Non pubblico',
  forms: { sent: 'Inviato', notSent: 'Non inviato' },
};

/** Status 0: no answer at all. */
function open(answers: { readonly status: number; readonly body?: object }[], hash = '#the-token'): Opened {
  const elements = new Map<string, FakeElement>();
  const element = (id: string): FakeElement => {
    const known = elements.get(id) ?? new FakeElement();
    elements.set(id, known);
    return known;
  };
  const asked: Asked[] = [];
  const events: Opened['events'] = {};
  const links = [new FakeElement()];
  const browser = {
    given: { code: '7K3M9QX2ZDE', language: 'it', timeZone: 'Europe/Rome', municipality: 'borgo', texts: TEXTS },
    location: { hash },
    document: { getElementById: element, createElement: () => new FakeElement(), querySelectorAll: () => links },
    EventSource: function () {
      return events;
    },
    crypto: webcrypto,
    FormData: function (form: FakeElement) {
      return form.fields;
    },
    fetch: (url: string, { method, headers, body }: Omit<Asked, 'url'>) => {
      asked.push({
        url,
        headers,
        ...(method === undefined ? {} : { method }),
        ...(body === undefined ? {} : { body }),
      });
      const answer = answers.shift() ?? { status: 404 };
      if (answer.status === 0) return Promise.reject(new TypeError('no connection'));
      return Promise.resolve({
        status: answer.status,
        ok: answer.status === 200,
        json: () => Promise.resolve(answer.body),
      });
    },
    setTimeout: () => 0,
  };
  runInContext(STATUS_SCRIPT, createContext(browser));
  return { element, asked, events, links };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
