import { randomUUID } from 'node:crypto';
import { OPERATOR_SUBJECTS, type AccountView, type Role } from '@sportello/contracts';
import { OperatorsClient } from '@sportello/messaging';
import { AS_BENCH, type Product } from './product';

const PASSWORD = 'only-for-this-bench';

/** Someone of the staff, signed in: what a call of theirs carries. */
export async function signedIn(
  product: Product,
  role: Role,
  departments: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const email = `${role}@bench.example`;
  const account = { email, name: role, roles: [role], departments, password: PASSWORD };
  const operators = await OperatorsClient.connect(product.dataDir);
  if (!operators) throw new Error('The product does not listen to operators');
  try {
    const reply = await operators.request<AccountView>(OPERATOR_SUBJECTS.addAccount, account, AS_BENCH);
    if (!reply.ok) throw new Error(`No account for the bench: ${reply.refusal.code}`);
  } finally {
    await operators.close();
  }
  const answer = await fetch(`${product.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ email, password: PASSWORD }),
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.status !== 201) throw new Error(`Signing in was answered ${answer.status}`);
  const { accessToken } = (await answer.json()) as { readonly accessToken: string };
  return { authorization: `Bearer ${accessToken}` };
}
