import { webcrypto } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';

/** As much of a browser's element as the page's script touches. */
export class FakeElement {
  readonly children: (FakeElement | string)[] = [];
  hidden = true;
  hash = '';
  className = '';
  dateTime = '';
  href = '';
  value = '';
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

/** A request that the page made. */
export interface Asked {
  readonly url: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly body?: object;
}

/** A page that a script runs in, by what it asked and what it shows. */
export interface FakePage {
  readonly element: (id: string) => FakeElement;
  readonly asked: readonly Asked[];
  readonly events: { onmessage?: (event: { lastEventId: string }) => void };
  readonly links: readonly FakeElement[];
}

/**
 * Runs the script of a page.
 * @param given what stands before it
 * @param answers to its requests, in their order; status 0: no answer at all
 */
export function fakePage(script: string, given: object, answers: Answer[], hash: string): FakePage {
  const elements = new Map<string, FakeElement>();
  const element = (id: string): FakeElement => {
    const known = elements.get(id) ?? new FakeElement();
    elements.set(id, known);
    return known;
  };
  const asked: Asked[] = [];
  const events: FakePage['events'] = {};
  const links = [new FakeElement()];
  const browser = {
    given,
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
        ok: answer.status >= 200 && answer.status < 300,
        json: () => Promise.resolve(answer.body),
      });
    },
    setTimeout: () => 0,
  };
  runInContext(script, createContext(browser));
  return { element, asked, events, links };
}

/** Whatever the page had under way is done. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
