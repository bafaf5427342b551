import { Agent, request as send } from 'node:http';
import { COMUNI } from './comuni';
import { narrowingQuery, type Generated } from './requests';
import { ROUTES, type Route } from './routes';

const DEADLINE_MS = 30_000;
/** Connections kept open. */
const CONNECTIONS = 12;
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

export interface Answer {
  readonly status: number;
  /** Its headers. */
  readonly head: string;
  readonly body: string;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
}

/** A request as it goes over the wire. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: string;
  readonly endless: boolean;
  /** Everything in it that an answer may repeat. */
  readonly text: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

/** The operations of the API's description, by their ids. */
export async function operationsAt(address: string): Promise<ReadonlyMap<string, Operation>> {
  const answer = await fetch(`${address}/api/openapi.json`, { signal: AbortSignal.timeout(DEADLINE_MS) });
  const { paths } = (await answer.json()) as Document;
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => [operationId, { method: method.toUpperCase(), path }] as const,
      ),
    ),
  );
}

/** Writes requests, and asks over connections that are kept. */
export class Door {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(
    private readonly address: string,
    private readonly operations: ReadonlyMap<string, Operation>,
  ) {}

  write(request: Generated): Sent {
    const route = ROUTES[request.operation];
    const operation = this.operations.get(request.operation);
    if (route === undefined || operation === undefined) throw new Error(`No route ${request.operation}`);
    const method = this.methodOf(request, operation);
    const asDescribed = method === operation.method && method !== 'GET';
    const body = asDescribed && route.body !== undefined ? JSON.stringify(route.body(request)) : undefined;
    const path = pathOf(route, operation, request);
    return {
      method,
      path,
      headers: {
        ...headersOf(request, route),
        ...(method === 'GET' ? {} : { 'if-match': '"999999"' }),
        ...contentOf(body),
      },
      ...(body === undefined ? {} : { body }),
      endless: route.endless === true && method === 'GET',
      text: `${path}\n${body ?? ''}`,
    };
  }

  ask({ method, path, headers, body, endless }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { method, headers: { ...headers }, agent: this.agent, timeout: DEADLINE_MS };
      const asked = send(new URL(path, this.address), options);
      asked.on('timeout', () => asked.destroy(new Error(`${method} ${path} was not answered`)));
      asked.on('error', reject);
      asked.on('response', (answer) => {
        const pieces: string[] = [];
        const { statusCode: status = 0, headers: head } = answer;
        const done = (): void => resolve({ status, head: JSON.stringify(head), body: pieces.join('') });
        answer.setEncoding('utf8').on('error', reject).on('end', done);
        answer.on('data', (piece: string) => {
          pieces.push(piece);
          if (!endless || status !== 200 || !piece.includes('\n\n')) return;
          done();
          answer.removeAllListeners('error').on('error', () => undefined);
          asked.destroy();
        });
      });
      asked.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private methodOf({ way }: Generated, { method, path }: Operation): string {
    if (way === 'head' && method === 'GET') return 'HEAD';
    if (way !== 'another') return method;
    const taken = [...this.operations.values()].filter((one) => one.path === path).map((one) => one.method);
    return METHODS.find((one) => !taken.includes(one)) ?? 'GET';
  }
}

function pathOf(route: Route, { path }: Operation, request: Generated): string {
  const { about, other, follow } = request;
  const parameters = { code: about.code, id: other.attachment, token: follow.token, ...route.parameters?.(request) };
  const filled = Object.entries(parameters).reduce((text, [name, value]) => text.replace(`{${name}}`, value), path);
  const query = new URLSearchParams({ ...route.query?.(request), ...narrowingQuery(request) }).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

function headersOf(request: Generated, route: Route): Readonly<Record<string, string>> {
  const { caller, municipality, byHost, geoJson, reportToken } = request;
  const bearer = route.bearer?.(request) ?? caller.token;
  const elsewhere = COMUNI.find((one) => one.municipality !== municipality)?.municipality ?? '';
  return {
    ...(byHost ? { host: `${municipality}.example`, 'x-municipality': elsewhere } : { 'x-municipality': municipality }),
    ...(geoJson ? { accept: 'application/geo+json' } : {}),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(reportToken === undefined ? {} : { 'x-report-token': reportToken }),
  };
}

function contentOf(body: string | undefined): Readonly<Record<string, string | number>> {
  return body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
}
