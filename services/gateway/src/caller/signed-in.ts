import { Problem } from '../problems/problem';
import type { Caller, SignedIn } from './caller';

/** Who of the staff asks, on a route that is theirs. @throws Problem NOT_AUTHENTICATED */
export function signedIn({ staff }: Pick<Caller, 'staff'>): SignedIn {
  if (staff === undefined) throw new Problem('NOT_AUTHENTICATED');
  return staff;
}
