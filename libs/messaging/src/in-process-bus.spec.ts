import { InProcessBus } from './in-process-bus';
import { InProcessExchange } from './in-process-exchange';
import { busContract } from './testing';

busContract('in one process', async () => {
  const exchange = new InProcessExchange();
  return {
    bus: async (service, keys, logger) => new InProcessBus(exchange, service, await keys.of(service), logger),
    raw: (subject, message) =>
      new Promise((resolve) => {
        void exchange.next(subject)?.answer(subject, message, (reply) => resolve(Buffer.from(reply).toString()));
      }),
    rawHint: async (subject, payload) => exchange.tell(subject, payload),
    close: async () => undefined,
  };
});
