import type { Bus } from '@sportello/messaging';
import type { Ground } from '../ground/ground';

/** Fills a demonstration at its first start with the reports of a Comune that does not exist. */
export async function fillDemo(_ground: Ground, _bus: Bus): Promise<void> {}
