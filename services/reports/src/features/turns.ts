import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { RefusalCode } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Parts } from '../parts';

/** Together with the work itself it must fit into the time that the bus gives a request. */
const PATIENCE_MS = 3000;
const RETRY_MS = 25;

/** Lets one after the other do what must see what the one before did, across all replicas. */
@Injectable()
export class Turns {
  /** The last in line of this replica, by name: only the first in line asks the database for the lock. */
  private readonly lines = new Map<string, Promise<void>>();

  constructor(private readonly parts: Parts) {}

  /** Refused with `SERVICE_UNAVAILABLE` when its turn does not come in time. */
  take<Value>(
    name: string,
    work: () => Promise<Value>,
    patienceMs = PATIENCE_MS,
  ): Promise<Value | Rejection<RefusalCode>> {
    const deadline = Date.now() + patienceMs;
    const turn = (this.lines.get(name) ?? Promise.resolve()).then(() => this.lock(name, work, deadline));
    const leave = (): void => {
      if (this.lines.get(name) === over) this.lines.delete(name);
    };
    // Whoever took the turn hears how it went; those behind only that it is over.
    const over: Promise<void> = turn.then(leave, leave);
    this.lines.set(name, over);
    return turn;
  }

  private async lock<Value>(
    name: string,
    work: () => Promise<Value>,
    deadline: number,
  ): Promise<Value | Rejection<RefusalCode>> {
    while (Date.now() < deadline) {
      const outcome = await this.parts.database.exclusively(name, work);
      if (!outcome.busy) return outcome.result;
      await delay(RETRY_MS);
    }
    return reject('SERVICE_UNAVAILABLE', 'Others are before it');
  }
}
