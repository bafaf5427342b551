import { connectionConfig, type PoolName } from './pools';

describe('Connections', () => {
  const urls = { owner: 'postgres://o@db/x', app: 'postgres://a@db/x', worker: 'postgres://w@db/x' };
  const config = (name: PoolName) => connectionConfig(name, { service: 'reports', schema: 'reports', urls });

  it.each(['app', 'worker', 'owner', 'urgent'] as const)(
    'of %s give up on a server only after the server would have given up on the statement',
    (name) => {
      const { statement_timeout: server, query_timeout: driver, lock_timeout: lock } = config(name);
      expect(Number(driver)).toBeGreaterThan(Number(server));
      expect(Number(lock)).toBeLessThanOrEqual(Number(server));
    },
  );

  it('that a request waits for give up before the request does', () => {
    expect(config('urgent').query_timeout).toBeLessThan(5_000);
    expect(config('urgent').connectionString).toBe(urls.worker);
  });
});
