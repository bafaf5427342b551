import { mayWith, OPERATOR_SUBJECTS, POLICY, ROLES, type Action, type Role } from '@sportello/contracts';
import { ACTION_EXTENSION } from './caller.guard';
import { DEMO_PASSWORD, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

interface Operation {
  readonly operationId: string;
  readonly [ACTION_EXTENSION]?: Action;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}
interface Call {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly action: Action | undefined;
}

let gateway: GatewayUnderTest;
let calls: readonly Call[];
beforeAll(async () => {
  gateway = await gatewayUnderTest();
  const document = (await (await gateway.ask('/api/openapi.json')).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  calls = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security = [] }]) => security.some((one) => 'bearer' in one))
      .filter(([, { security = [] }]) => !security.some((one) => 'reportToken' in one))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.replace('{code}', '7K3M9QX2ZDE').replace('{id}', '00000000-0000-4000-8000-000000000000'),
        operationId: operation.operationId,
        action: operation[ACTION_EXTENSION],
      })),
  );
});
afterAll(() => gateway.close());

async function signedInAs(role: Role): Promise<Record<string, string>> {
  const email = `${role}@policy.example`;
  const departments = role.startsWith('department') ? ['roads'] : [];
  const account = { email, name: role, roles: [role], departments, password: DEMO_PASSWORD };
  await gateway.askAsOperator(OPERATOR_SUBJECTS.addAccount, account);
  return gateway.signIn(email);
}

async function answer({ method, path }: Call, headers: Record<string, string>): Promise<number> {
  const body = method === 'GET' || method === 'DELETE' ? undefined : {};
  const sent = body === undefined ? gateway.ask(path, { method, headers }) : gateway.send(method, path, body, headers);
  return (await sent).status;
}

it('has a row in the table of policies for every route of the staff', () => {
  expect(calls.length).toBeGreaterThan(15);
  expect(calls.filter(({ action }) => action === undefined || !(action in POLICY))).toEqual([]);
});

it('lets nobody through who has not signed in', async () => {
  const answers = await Promise.all(calls.map(async (call) => ({ ...call, status: await answer(call, {}) })));
  expect(answers.filter(({ status }) => status !== 401)).toEqual([]);
});

it.each(ROLES)(
  'lets through the role %s what its row says, and refuses the rest before anything else is looked at',
  async (role) => {
    // It ends the session itself.
    const last = calls.filter(({ operationId }) => operationId === 'signOut');
    const headers = await signedInAs(role);
    for (const call of [...calls.filter((one) => !last.includes(one)), ...last]) {
      const status = await answer(call, headers);
      const may = call.action !== undefined && mayWith([role], call.action);
      expect({ role, ...call, refused: status === 403 }).toEqual({ role, ...call, refused: !may });
      expect(status).not.toBe(401);
    }
  },
);
