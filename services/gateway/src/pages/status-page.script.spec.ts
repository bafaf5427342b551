import { createContext, runInContext } from 'node:vm';
import { STATUS_SCRIPT } from './status-page.script';

/** As much of a browser's element as the page's script touches. */
class FakeElement {
  readonly children: (FakeElement | string)[] = [];
  hidden = true;
  hash = '';
  className = '';
  dateTime = '';
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

  append(...more: (FakeElement | string)[]): void {
    this.children.push(...more);
  }

  replaceChildren(...others: (FakeElement | string)[]): void {
    this.children.splice(0, this.children.length, ...others);
  }
}

interface Opened {
  readonly element: (id: string) => FakeElement;
  readonly asked: readonly { readonly url: string; readonly headers: Readonly<Record<string, string>> }[];
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
};

function open(answers: { readonly status: number; readonly body?: object }[]): Opened {
  const elements = new Map<string, FakeElement>();
  const element = (id: string): FakeElement => {
    const known = elements.get(id) ?? new FakeElement();
    elements.set(id, known);
    return known;
  };
  const asked: Opened['asked'][number][] = [];
  const events: Opened['events'] = {};
  const links = [new FakeElement()];
  const browser = {
    given: { code: '7K3M9QX2ZDE', language: 'it', timeZone: 'Europe/Rome', municipality: 'borgo', texts: TEXTS },
    location: { hash: '#the-token' },
    document: { getElementById: element, createElement: () => new FakeElement(), querySelectorAll: () => links },
    EventSource: function () {
      return events;
    },
    fetch: (url: string, { headers }: { headers: Record<string, string> }) => {
      asked.push({ url, headers });
      const answer = answers.shift() ?? { status: 404 };
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

function report(revision: number): object {
  return {
    revision,
    statusLabel: '<b>Presa in carico</b>',
    submittedAt: '2026-03-02T09:00:00.000Z',
    dueBy: '2026-03-30T16:00:00.000Z',
    categoryLabel: 'Buche',
    timeline: [{ label: 'Segnalazione inviata', at: '2026-03-02T09:00:00.000Z', note: 'Ciao' }],
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
