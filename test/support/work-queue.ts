import { eventually } from '@sportello/event-sourcing/testing';
import { aReport, type Door } from './door';

/**
 * How many reports the work queue has, one more of ours among them. It follows the log in order: whatever was told before this one has arrived when this
 * one has.
 * @param token of the front office
 */
export async function countWithOneMore(door: Door, token: string): Promise<number> {
  const { body } = await door.post('/api/v1/reports', aReport({ reporter: undefined }));
  const code = String(body['code']);
  const queue = await eventually(
    () => door.get('/api/v1/work-queue?pageSize=100', { token }),
    ({ text }) => text.includes(code),
  );
  return Number(queue.body['total']);
}
