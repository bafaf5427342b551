import { Problem } from '../../problems/problem';

const MAX_LENGTH = 512;
/** No scheme, no host: one slash, and then nothing that a browser takes for another, or throws away. */
const PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/;

/** Where a sign-in may end: a path of this site. @throws Problem INVALID_REQUEST for everything else, so that we lead nobody to another site */
export function pathOfOurs(wanted: unknown): string {
  if (wanted === undefined) return '/';
  if (typeof wanted !== 'string' || wanted.length > MAX_LENGTH || !PATH.test(wanted))
    throw Problem.field('returnTo', 'must be a path of this site, such as /reports');
  return wanted;
}
