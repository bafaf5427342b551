import type { Bus, RequestContext, RequestOptions } from '@sportello/messaging';
import { Problem } from '../problems/problem';

/** The services behind the door. A refusal of theirs becomes the problem that the caller reads. */
export class Services {
  constructor(private readonly bus: Bus) {}

  /** @throws Problem when refused; BusUnavailable, BusTimeout, BusFailure, MessageTooLarge as the bus does */
  async ask<T>(subject: string, payload: object, context: RequestContext, options?: RequestOptions): Promise<T> {
    const reply = await this.bus.request<T>(subject, payload, context, options);
    if (reply.ok) return reply.value;
    throw Problem.of(reply.refusal);
  }
}
