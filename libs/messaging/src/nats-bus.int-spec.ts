import { connect, headers, type NatsConnection } from 'nats';
import { connectNats } from './nats-bus';
import { METADATA_HEADER, TOKEN_HEADER } from './nats-bus-server';
import { inboxPrefix } from './nats-permissions';
import { busContract, testNats } from './testing';

busContract('over NATS', async () => {
  const nats = await testNats();
  const as = (service: 'gateway' | 'reports'): Promise<NatsConnection> => {
    const { host, username, password } = new URL(nats.url(service));
    return connect({ servers: host, user: username, pass: password, inboxPrefix: inboxPrefix(service) });
  };
  const gateway = await as('gateway');
  const reports = await as('reports');
  return {
    bus: async (service, keys, logger) =>
      connectNats({ url: nats.url(service), service, keys: await keys.of(service), logger }),
    raw: async (subject, { token, metadata, body }) => {
      const head = headers();
      if (token) head.set(TOKEN_HEADER, token);
      if (metadata) head.set(METADATA_HEADER, metadata);
      return (await gateway.request(subject, body, { headers: head, timeout: 5_000 })).string();
    },
    rawHint: async (subject, payload) => {
      reports.publish(subject, payload);
      await reports.flush();
    },
    close: async () => {
      await Promise.all([gateway.close(), reports.close()]);
      await nats.stop();
    },
  };
});
