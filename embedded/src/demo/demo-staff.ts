import type { Role, StaffActor } from '@sportello/contracts';
import type { Municipality, Settings } from '@sportello/service-kit';

const DEADLINE_MS = 30_000;

/** The people of the demonstration who work on reports. */
export interface DemoStaff {
  readonly operator: StaffActor;
  /** Whoever works for this department; the front office when nobody of it has an account. */
  of(department: string | undefined): StaffActor;
}

interface Session {
  readonly user: { readonly id: string; readonly roles: readonly Role[]; readonly departments: readonly string[] };
}

/** Signs the demo accounts in at the door, as they would themselves, to learn who they are. @throws Error when the door does not know them */
export async function signInStaff(
  settings: Settings,
  address: string,
  { id: municipalityId, slug }: Pick<Municipality, 'id' | 'slug'>,
): Promise<DemoStaff> {
  const signIn = async (email: string): Promise<StaffActor> => {
    const response = await fetch(new URL('/api/v1/sessions', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-municipality': slug },
      body: JSON.stringify({ email, password: settings.demoPassword }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status !== 201) throw new Error(`${email} cannot sign in: HTTP ${response.status}`);
    const { user } = (await response.json()) as Session;
    return { kind: 'staff', id: user.id, municipalityId, roles: user.roles, departments: user.departments };
  };
  // One after the other: each sign-in is hard work on purpose (scrypt), and this machine may be small.
  const operator = await signIn('urp@demo.it');
  const departments = [await signIn('strade@demo.it'), await signIn('verde@demo.it')];
  return {
    operator,
    of: (department) =>
      departments.find((actor) => department !== undefined && actor.departments.includes(department)) ?? operator,
  };
}
