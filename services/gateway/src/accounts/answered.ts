import { Refused } from '@sportello/messaging';
import { Problem } from '../problems/problem';

/** What the register answers; its refusals are the same over HTTP and for operators. @throws Problem for a refusal */
export async function answered<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Refused ? Problem.of(error.refusal) : error;
  }
}
