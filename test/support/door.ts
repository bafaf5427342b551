import { randomUUID } from 'node:crypto';
import type { DevMail } from '@sportello/contracts';

const DEADLINE_MS = 30_000;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body, or its text when it is none. */
  readonly body: Record<string, unknown>;
  readonly text: string;
}

export interface Ask {
  readonly body?: unknown;
  readonly token?: string;
  readonly reportToken?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
}

/** The product's door, as curl sees it. */
export class Door {
  constructor(readonly url: string) {}

  async ask(method: string, path: string, { body, token, reportToken, headers = {}, key }: Ask = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': key ?? randomUUID() }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(reportToken === undefined ? {} : { 'x-report-token': reportToken }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: readJson(text), text };
  }

  get(path: string, options: Ask = {}): Promise<Answer> {
    return this.ask('GET', path, options);
  }

  post(path: string, body: unknown, options: Ask = {}): Promise<Answer> {
    return this.ask('POST', path, { ...options, body });
  }

  /** Signs a demo account in and gives its access token. */
  async signIn(email: string): Promise<string> {
    const { status, body } = await this.post('/api/v1/sessions', { email, password: 'only-for-this-test' });
    if (status !== 201) throw new Error(`${email} cannot sign in: ${status}`);
    return String(body['accessToken']);
  }

  async mailsTo(address: string): Promise<readonly DevMail[]> {
    const { text } = await this.get(`/dev/mail.json?to=${encodeURIComponent(address)}`);
    return JSON.parse(text) as readonly DevMail[];
  }
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** A report that anybody could send. */
export function aReport(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'issue',
    category: 'potholes',
    subject: 'Buca in via Roma',
    description: 'Davanti al numero 7.',
    location: { lat: 41.4917, lon: 13.8314, address: 'Via Roma 7' },
    answers: { size: 'medium', danger: 'no' },
    reporter: { name: 'Ada Prova', email: 'ada.prova@example.org', language: 'it' },
    privacyAccepted: true,
    ...changes,
  };
}
