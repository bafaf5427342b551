import { SERVICES, type ServiceName } from '@sportello/contracts';
import { readSettings } from '@sportello/service-kit';
import { environmentOf } from './service-environment';

const urls = (service: string) => ({
  owner: `postgres://${service}-owner@db/s`,
  app: `postgres://${service}-app@db/s`,
  worker: `postgres://${service}-worker@db/s`,
});
const ground = {
  settings: {
    ...readSettings({ DATA_DIR: '/data' }),
    adminPassword: 'admin-secret',
    demoPassword: 'demo-secret',
    newsletterKey: Buffer.alloc(32, 7),
  },
  databaseUrls: {
    reports: urls('reports'),
    notifications: urls('notifications'),
    newsletter: urls('newsletter'),
    gateway: urls('gateway'),
  },
};
const outside = {
  MASTER_KEY: 'master-secret',
  EVENTSTOREDB_URL: 'esdb://sportello:log-secret@log:2113',
  CODE_SECRET: 'code-secret',
  OIDC_CLIENT_SECRET_BORGO: 'provider-secret',
  SMTP_URL: 'smtp://secret@mail',
  DATABASE_URL: 'postgres://superuser:secret@db/s',
  AWS_SECRET_ACCESS_KEY: 'somebody-else’s',
};
const secretsOf = (service: ServiceName): string =>
  JSON.stringify(environmentOf(service, ground, `nats://${service}@nats`, outside));

describe('The environment of a service process', () => {
  it.each(SERVICES)('of %s holds no right of another service and no superuser', (service) => {
    const environment = secretsOf(service);
    for (const other of SERVICES.filter((name) => name !== service)) {
      expect(environment).not.toContain(`${other}-`);
    }
    expect(environment).not.toMatch(/superuser|AWS/);
  });

  it('gives each secret to the one service that needs it', () => {
    const holders = (secret: string): string[] => SERVICES.filter((service) => secretsOf(service).includes(secret));
    expect(holders('master-secret')).toEqual(['reports']);
    expect(holders(Buffer.alloc(32, 7).toString('base64'))).toEqual(['newsletter']);
    expect(holders('log-secret')).toEqual(['reports']);
    expect(holders('smtp://')).toEqual(['notifications']);
    expect(holders('code-secret')).toEqual(['gateway']);
    expect(holders('provider-secret')).toEqual(['gateway']);
    expect(holders('admin-secret')).toEqual(['gateway']);
    expect(holders('demo-secret')).toEqual(['gateway']);
  });
});
