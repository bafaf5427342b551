import { FollowToken } from '@sportello/contracts';
import { readBody } from '../caller/read-body';
import { Problem } from '../problems/problem';

/** The token in the address. What cannot be one is answered as one that never was. @throws Problem NOT_FOUND */
export function followToken(token: string): FollowToken {
  try {
    return readBody(FollowToken, { token });
  } catch (error) {
    if (error instanceof Problem && error.code === 'INVALID_REQUEST') throw new Problem('NOT_FOUND');
    throw error;
  }
}
