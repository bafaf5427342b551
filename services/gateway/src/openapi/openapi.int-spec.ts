import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;
let document: Described;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Readonly<Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>>;
}

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

/** What Fastify routes, as the document writes it. HEAD is wherever GET is. */
const routed = new Set<string>();

function hearRoutes(message: unknown): void {
  const { fastify } = message as { readonly fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const verb of [method].flat()) if (verb !== 'HEAD') routed.add(`${verb} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });
}

beforeAll(async () => {
  subscribe('fastify.initialization', hearRoutes);
  gateway = await gatewayUnderTest();
  unsubscribe('fastify.initialization', hearRoutes);
  document = (await (await gateway.ask('/api/openapi.json')).json()) as Described;
});
afterAll(() => gateway.close());

function operations(): readonly (readonly [string, Operation])[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
}

it('is OpenAPI 3.1 and describes every call that is routed, and no other', () => {
  expect(document.openapi).toBe('3.1.0');
  const calls = operations().map(([call]) => call);
  expect(calls).toContain('POST /api/v1/reports');
  expect(calls.sort()).toEqual([...routed].sort());
});

it('says what every change of a report answers, with the new revision, and the other pages of every list', () => {
  const changes = operations().filter(
    ([call, { responses }]) => /^(POST|PUT|PATCH|DELETE) .*\/reports/.test(call) && '412' in responses,
  );
  expect(changes.length).toBeGreaterThan(15);
  for (const [call, { responses }] of changes) {
    const answer = {
      headers: { ETag: expect.anything() },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ChangedReport' } } },
    };
    expect([call, responses['200']]).toEqual([call, expect.objectContaining(answer)]);
  }
  for (const path of ['/api/v1/reports', '/api/v1/work-queue', '/api/v1/reports/{code}/history']) {
    expect(document.paths[path]?.['get']?.responses['200']?.headers).toHaveProperty('Link');
  }
});

it('lists what a submission can be refused with', () => {
  const statuses = Object.keys(document.paths['/api/v1/reports']?.['post']?.responses ?? {});
  expect(statuses).toEqual(['201', '400', '401', '403', '404', '409', '413', '415', '422', '429', '503']);
});

it('names every operation once and declares each parameter of its path', () => {
  const ids = operations().map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [call, operation] of operations()) {
    const inPath = [...call.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect([call, declared.map(({ name }) => name)]).toEqual([call, inPath]);
    expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
  }
});

it('points to nothing that is not there, and says nothing that 3.1 dropped', () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(references.length).toBeGreaterThan(0);
  for (const name of references) expect(document.components.schemas).toHaveProperty(name);
  expect(text).not.toContain('"nullable"');
});

it('describes each query parameter by its name', () => {
  const list = document.paths['/api/v1/reports']?.['get'];
  const names = (list?.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  expect(names.sort()).toEqual(['asOf', 'bbox', 'category', 'page', 'pageSize', 'q', 'since', 'status']);
});
