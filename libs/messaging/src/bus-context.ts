import type { Actor, PeerName } from '@sportello/contracts';
import { BaseRpcContext } from '@nestjs/microservices';
import type { RequestMetadata } from './bus';

/** What a handler may know of the message it answers, verified. */
export class BusContext extends BaseRpcContext<[string]> {
  constructor(
    readonly subject: string,
    readonly service: PeerName,
    readonly actor: Actor,
    readonly metadata: RequestMetadata,
  ) {
    super([subject]);
  }
}
