import type { ServiceHealth } from '@sportello/contracts';
import type { Settings } from '@sportello/service-kit';
import { addressOf } from '../ground/address';

const DEADLINE_MS = 3_000;

/** Asks the gateway's process whether everything can be used, through its door as anyone would. */
export async function gatewayHealth(settings: Pick<Settings, 'host' | 'port'>): Promise<ServiceHealth> {
  const url = new URL('/health/ready', addressOf(settings));
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    await response.body?.cancel();
    return {
      service: 'gateway',
      ready: response.ok,
      parts: [{ name: 'gateway', ok: response.ok, detail: `HTTP ${response.status}` }],
    };
  } catch (error) {
    return {
      service: 'gateway',
      ready: false,
      parts: [{ name: 'gateway', ok: false, detail: error instanceof Error ? error.name : 'no answer' }],
    };
  }
}
