import type { PeerName } from '@sportello/contracts';
import type { ActorKeys } from './actor-keys';
import type { Bus, BusLogger } from './bus';
import { InProcessBus } from './in-process-bus';
import { InProcessExchange } from './in-process-exchange';
import { NestLog } from './nest-log';

/** Joins the buses of services that live in one process: JSON both ways, with the limits, deadlines and rights of NATS. */
export class InProcessHub {
  readonly #exchange = new InProcessExchange();

  /** One replica of a service. */
  bus(service: PeerName, keys: ActorKeys, logger: BusLogger = new NestLog(service)): Bus {
    return new InProcessBus(this.#exchange, service, keys, logger);
  }
}
