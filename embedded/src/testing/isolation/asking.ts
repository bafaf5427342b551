import type { Installation } from './installation';

/** Passwords are hard work on purpose, and the machine may be crowded. */
export const PATIENCE_MS = 180_000;

export type Ask = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
) => Promise<Response>;

/** Asks while things are planted, one by one. */
export const askOf =
  ({ address }: Installation): Ask =>
  (method, path, headers, body) =>
    fetch(`${address}${path}`, {
      method,
      headers: { ...headers, ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });

/** @throws Error when it was answered otherwise */
export async function bodyOf<Body>(answer: Response, status: number): Promise<Body> {
  if (answer.status !== status) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Body;
}
