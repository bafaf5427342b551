import { report } from './payload';

const AT_ONCE = 20;

/** Posts reports or tickets and answers what they are called: `code` or `id`. */
export async function submitted(url: string, key: 'code' | 'id', count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count)
    ids.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => submitOne(url, key)))));
  return ids;
}

/** Posts one report or ticket and answers its code or id. */
export async function submitOne(url: string, key: 'code' | 'id'): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.status !== 201) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return String(((await answer.json()) as Record<string, unknown>)[key]);
}
