import type { ServiceHealth } from '@sportello/contracts';

const DEADLINE_MS = 3_000;

/** Asks at the door, as anyone would, whether everything can be used: behind it the gateway asks every service. */
export async function gatewayHealth(address: string): Promise<ServiceHealth> {
  try {
    const response = await fetch(new URL('/health/ready', address), { signal: AbortSignal.timeout(DEADLINE_MS) });
    return { service: 'gateway', ready: response.ok, parts: [part(response.ok, await whatIsWrong(response))] };
  } catch (error) {
    return {
      service: 'gateway',
      ready: false,
      parts: [part(false, error instanceof Error ? error.name : 'no answer')],
    };
  }
}

function part(ok: boolean, detail: string): ServiceHealth['parts'][number] {
  return { name: 'gateway', ok, detail };
}

/** What the door itself says, cut to a line. */
async function whatIsWrong(response: Response): Promise<string> {
  const text = await response.text();
  return `HTTP ${response.status}${response.ok ? '' : ` ${text.slice(0, 500)}`}`;
}
