import { DEPARTMENT_ROLES, type Role } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';
import type { Municipality } from '@sportello/service-kit';
import type { EntityManager } from 'typeorm';
import type { Account } from '../sessions/account.entity';

/** What an account says that somebody may. */
export interface Rights {
  readonly roles: readonly Role[];
  readonly departments: readonly string[];
}

/** @throws Refused when a department is not one of the municipality's, or a department's role has none */
export function assertSensible({ roles, departments }: Rights, { departments: known }: Municipality): void {
  const unknown = departments.filter((id) => !known.some((department) => department.id === id));
  if (unknown.length > 0)
    throw new Refused({ code: 'UNKNOWN_DEPARTMENT', detail: `There is no department ${unknown.join(', ')}` });
  if (departments.length > 0 || !roles.some((role) => DEPARTMENT_ROLES.some((one) => one === role))) return;
  const message = `must name a department: the roles ${DEPARTMENT_ROLES.join(' and ')} are for departments`;
  throw new Refused({ code: 'INVALID_REQUEST', detail: message, errors: [{ field: 'departments', message }] });
}

/**
 * Ids of the administrators who may sign in, locked until the transaction ends: two who take the role from one another at once come one
 * after the other, and the second finds itself alone. Lock them before any other account. Parameter: municipality.
 */
export const ADMINISTRATORS_FOR_UPDATE_SQL = `
  select id from accounts where municipality_id = $1 and 'administrator' = any (roles) and disabled_at is null order by id for update`;

/** As the statement above says. */
export async function administratorsForUpdate(
  manager: EntityManager,
  municipalityId: string,
): Promise<readonly string[]> {
  const rows = await manager.query<readonly { readonly id: string }[]>(ADMINISTRATORS_FOR_UPDATE_SQL, [municipalityId]);
  return rows.map(({ id }) => id);
}

/** @throws Refused LAST_ADMINISTRATOR when this change would leave the municipality without one */
export function assertStillAdministered(
  administrators: readonly string[],
  { id, roles, disabledAt }: Pick<Account, 'id' | 'roles' | 'disabledAt'>,
): void {
  const stays = roles.includes('administrator') && disabledAt === null;
  if (stays || !administrators.includes(id) || administrators.length > 1) return;
  const detail = 'This is the last administrator who may sign in: make another one first';
  throw new Refused({ code: 'LAST_ADMINISTRATOR', detail });
}
