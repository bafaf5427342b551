import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;
let document: Described;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

beforeAll(async () => {
  gateway = await gatewayUnderTest();
  document = (await (await gateway.ask('/api/openapi.json')).json()) as Described;
}, 60_000);
afterAll(() => gateway.close());

function operations(): readonly (readonly [string, Operation])[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
}

it('is OpenAPI 3.1 and describes every call of the API', () => {
  expect(document.openapi).toBe('3.1.0');
  const calls = operations().map(([call]) => call);
  for (const call of [
    'GET /api/v1/municipality',
    'POST /api/v1/reports',
    'GET /api/v1/reports',
    'GET /api/v1/reports/{code}',
    'PATCH /api/v1/reports/{code}',
    'GET /api/v1/reports/{code}/live',
    'GET /api/v1/reports/{code}/history',
    'PUT /api/v1/reports/{code}/assignment',
    ...['information', 'rating', 'withdrawal', 'reopening'].map((name) => `POST /api/v1/reports/{code}/${name}`),
    ...[
      'start',
      'resolve',
      'reject',
      'reopen',
      'duplicate',
      'information-request',
      'notes',
      'priority',
      'visibility',
      'redaction',
    ].map((name) => `POST /api/v1/reports/{code}/${name}`),
    'POST /api/v1/sessions',
    'DELETE /api/v1/sessions',
    'POST /api/v1/intake',
    'GET /api/v1/work-queue',
  ]) {
    expect(calls).toContain(call);
  }
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
