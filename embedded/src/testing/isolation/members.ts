import { createHash } from 'node:crypto';
import { OPERATOR_SUBJECTS, type Role } from '@sportello/contracts';
import { asService } from '@sportello/messaging';
import { askOf, bodyOf, PATIENCE_MS } from './asking';
import { canary } from './canaries';
import { COMUNI } from './comuni';
import type { Installation } from './installation';

const PASSWORD = 'soltanto-per-questa-prova';
/** Members are told from reports by their numbers. */
const FIRST_NUMBER = 90;

export interface Caller {
  /** Whose token they carry; undefined for the public. */
  readonly municipality?: string;
  readonly roles: readonly Role[];
  readonly departments: readonly string[];
  readonly token?: string;
  /** What is wrong with the token. `unsigned`: it says of itself whose it is, signed by nobody. */
  readonly wrong?: 'ended' | 'expired' | 'forged' | 'unsigned';
}

/** Someone of the staff who asks for nothing: what is done to accounts is tried on them. */
export interface Member {
  readonly number: number;
  readonly municipality: string;
  readonly account: string;
  /** The one session that they have. */
  readonly session: string;
}

/** Of the staff of a Comune, before they are signed in. */
type Employed = Required<Pick<Caller, 'municipality' | 'roles' | 'departments'>>;

interface Account {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly departments: readonly string[];
}

/** One of every role in every department of every Comune, and those who should get nowhere. */
export async function plantCallers(installation: Installation): Promise<readonly Caller[]> {
  const callers = await Promise.all(
    COMUNI.flatMap(({ municipality, departments: [[first], [second]] }) => {
      const kinds: readonly (readonly [readonly Role[], readonly string[]])[] = [
        [['operator'], []],
        [['department'], [first]],
        [['department'], [second]],
        [['department_head'], [first]],
        [['department_head'], [second]],
        [
          ['department', 'administrator'],
          [first, second],
        ],
        [['editor'], []],
        [['administrator'], []],
      ];
      return kinds.map(([roles, departments], index) =>
        plantCaller(installation, { municipality, roles, departments }, `member${index}@${municipality}.example`),
      );
    }),
  );
  return [{ roles: [], departments: [] }, ...callers.flat()];
}

async function plantCaller(installation: Installation, caller: Employed, email: string): Promise<readonly Caller[]> {
  const { municipality, roles, departments } = caller;
  await addAccount(installation, municipality, { email, name: roles.join(), roles, departments });
  const signedIn = { ...caller, token: await signIn(installation, municipality, email) };
  return roles.includes('operator') ? [signedIn, ...(await withWrongTokens(installation, caller, email))] : [signedIn];
}

export async function plantMembers(installation: Installation): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (const [index, { municipality }] of COMUNI.entries()) {
    const number = FIRST_NUMBER + index;
    const email = `${canary(number, 'login')}@${municipality}.example`;
    const account = { email, name: canary(number, 'staff'), roles: ['operator'] as const, departments: [] };
    const id = await addAccount(installation, municipality, account);
    await signIn(installation, municipality, email);
    const [session] = await installation.query<{ id: string }>(
      'select id from gateway.sessions where municipality_id = $1 and account_id = $2',
      [municipality, id],
    );
    members.push({ number, municipality, account: id, session: session?.id ?? '' });
  }
  return members;
}

async function withWrongTokens(
  installation: Installation,
  caller: Employed,
  email: string,
): Promise<readonly Caller[]> {
  const { municipality } = caller;
  const [ended, expired] = [
    await signIn(installation, municipality, email),
    await signIn(installation, municipality, email),
  ];
  const headers = { 'x-municipality': municipality, authorization: `Bearer ${ended}` };
  await askOf(installation)('DELETE', '/api/v1/sessions', headers);
  await installation.query(
    `update gateway.sessions set expires_at = now() - interval '1 second' where municipality_id = $1 and token_hash = $2`,
    [municipality, createHash('sha256').update(expired).digest()],
  );
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'none' })}.${part({ sub: email, roles: caller.roles, municipality })}.`;
  return [
    { ...caller, token: ended, wrong: 'ended' },
    { ...caller, token: expired, wrong: 'expired' },
    { ...caller, token: `${expired.slice(0, -4)}AAAA`, wrong: 'forged' },
    { ...caller, token: unsigned, wrong: 'unsigned' },
  ];
}

/** @returns its id */
async function addAccount({ opsBus }: Installation, municipality: string, account: Account): Promise<string> {
  const added = await opsBus.request<{ readonly id: string }>(
    OPERATOR_SUBJECTS.addAccount,
    { municipality, ...account, password: PASSWORD },
    asService('ops', { correlationId: 'isolation', causationId: 'isolation' }),
    { timeoutMs: PATIENCE_MS },
  );
  if (!added.ok) throw new Error(JSON.stringify(added.refusal));
  return added.value.id;
}

/** @returns a token */
async function signIn(installation: Installation, municipality: string, email: string): Promise<string> {
  const headers = { 'x-municipality': municipality };
  const answer = await askOf(installation)('POST', '/api/v1/sessions', headers, { email, password: PASSWORD });
  return (await bodyOf<{ accessToken: string }>(answer, 201)).accessToken;
}
