import type { ServiceHealth } from '@sportello/contracts';
import { startHealthServer, type HealthServer } from './health-server';

describe('The health door of a service process', () => {
  let server: HealthServer;
  let health: ServiceHealth;
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${path}`);

  beforeEach(async () => {
    health = { service: 'reports', ready: true, parts: [{ name: 'database', ok: true }] };
    server = await startHealthServer({ host: '127.0.0.1', port: 0, health: async () => health });
  });
  afterEach(() => server.close());

  it('is alive whatever the service says', async () => {
    health = { service: 'reports', ready: false, parts: [] };
    expect((await get('/health/live')).status).toBe(200);
  });

  it('is ready when the service is, and names the parts', async () => {
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([200, health]);
    health = { service: 'reports', ready: false, parts: [{ name: 'database', ok: false }] };
    const notReady = await get('/health/ready');
    expect([notReady.status, await notReady.json()]).toEqual([503, health]);
  });

  it('shows metrics as Prometheus reads them', async () => {
    const metrics = await get('/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it('knows nothing else', async () => {
    expect((await get('/secrets')).status).toBe(404);
  });
});
