import { inspect } from 'node:util';
import { EventStoreDbEventStore } from './eventstoredb-event-store';
import { InvalidEventStoreUrl, parseConnectionUrl } from './connection-url';

describe('The URL of EventStoreDB', () => {
  it('names a server, an account and whether TLS is used; it is unless the URL says otherwise', () => {
    expect(parseConnectionUrl('esdb://localhost')).toEqual({
      server: { endpoint: { address: 'localhost', port: 2113 } },
      channel: { insecure: false },
      credentials: undefined,
    });
    expect(parseConnectionUrl('esdb://us%40er:pa:ss%2Fword@db.example:1234/?tls=false&keepAliveInterval=-1')).toEqual({
      server: { endpoint: { address: 'db.example', port: 1234 }, keepAliveInterval: -1 },
      channel: { insecure: true },
      credentials: { username: 'us@er', password: 'pa:ss/word' },
    });
  });

  it('names a cluster by its nodes, or by one name that has them all; a silent one is passed by within a call', () => {
    expect(parseConnectionUrl('esdb://a:1,b,c:3?nodePreference=readOnlyReplica').server).toEqual({
      gossipTimeout: 2,
      endpoints: [
        { address: 'a', port: 1 },
        { address: 'b', port: 2113 },
        { address: 'c', port: 3 },
      ],
      nodePreference: 'read_only_replica',
    });
    expect(parseConnectionUrl('esdb+discover://cluster.example:2113?gossipTimeout=3').server).toEqual({
      gossipTimeout: 3,
      discover: { address: 'cluster.example', port: 2113 },
    });
  });

  it.each([
    'http://admin:secret@host',
    'esdb://admin:secret@',
    'esdb://secret@host',
    'esdb://admin:secret%@host',
    'esdb://admin:secret@ho st',
    'esdb://admin:secret@host:99999',
    'esdb://admin:secret@host?tls=perhaps',
    'esdb://admin:secret@host?tlsVerifyCert=false',
    'esdb://admin:secret@host?unknown=1',
    'esdb://admin:12?secret@host:2113',
    'esdb://admin:secret@host?tlsCAFile=/no/such/file',
    'esdb://admin:secret@host?gossipTimeout=soon',
  ])('is refused without a word of the password: %s', async (url) => {
    const refused = await EventStoreDbEventStore.open({ url, onError: () => undefined }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(InvalidEventStoreUrl);
    expect(inspect(refused, { depth: 10 })).not.toContain('secret');
  });

  it('lends no failed call its password', async () => {
    const url = 'esdb://admin:secret@127.0.0.1:1';
    const refused = await EventStoreDbEventStore.open({ url, onError: () => undefined }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ name: 'EventStoreUnavailable' });
    const told = inspect(refused, { depth: 10, showHidden: true });
    expect(told).not.toContain('secret');
    expect(told).not.toContain(Buffer.from('admin:secret').toString('base64'));
  });
});
