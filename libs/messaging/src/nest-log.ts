import { Logger } from '@nestjs/common';
import type { BusLogger } from './bus';

/** Nest's logger as the bus writes to it. */
export class NestLog implements BusLogger {
  readonly #logger: Logger;

  constructor(context: string) {
    this.#logger = new Logger(context);
  }

  debug(fields: object, message: string): void {
    this.#logger.debug({ ...fields, message });
  }

  info(fields: object, message: string): void {
    this.#logger.log({ ...fields, message });
  }

  warn(fields: object, message: string): void {
    this.#logger.warn({ ...fields, message });
  }

  error(fields: object, message: string): void {
    this.#logger.error({ ...fields, message });
  }
}
