import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ActorKeys } from '@sportello/messaging';
import { ensureSecret, Municipalities, newKey, readSettings } from '@sportello/service-kit';
import { writeServiceFolders } from './service-folders';

describe('The folders of services that run elsewhere', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-setup-'));
    const settings = readSettings({
      DATA_DIR: folder,
      MAIL_FROM: 'Il "Comune" <noreply@comune.example>',
      DEMO: 'false',
      NEWSLETTER_KEY: '07'.repeat(32),
    });
    await ActorKeys.ensure(settings.keysDir);
    await ensureSecret(join(folder, 'master.key'), newKey);
    await ensureSecret(join(folder, 'code.key'), newKey);
    const urls = { owner: 'postgres://o@db/s', app: 'postgres://a@db/s', worker: 'postgres://w@db/s' };
    process.env['MAIL_FROM'] = settings.mailFrom;
    await writeServiceFolders({
      ground: {
        settings,
        municipalities: new Municipalities([]),
        credentials: { adminEmail: 'a@b.example', adminPassword: 'secret', adminPasswordIsNew: false },
        databaseUrls: { reports: urls, notifications: urls, newsletter: urls, gateway: urls },
        database: { kind: 'given', where: 'db' },
      },
      into: join(folder, 'services'),
      natsUrl: 'nats://nats:4222',
      natsPasswords: {
        reports: 'r-password',
        notifications: 'n-password',
        newsletter: 'l-password',
        gateway: 'g-password',
        ops: 'o-password',
      },
    });
  });
  afterAll(async () => {
    delete process.env['MAIL_FROM'];
    await rm(folder, { recursive: true });
  });

  it('hold everybody’s public keys, one private key, and only the secrets of their service', async () => {
    const inside = async (service: string): Promise<string[]> =>
      (await readdir(join(folder, 'services', service), { recursive: true }))
        .filter((name) => !name.endsWith('.public.pem'))
        .sort();
    expect(await inside('reports')).toEqual(['keys', 'keys/reports.private.pem', 'master.key', 'service.env']);
    expect(await inside('notifications')).toEqual(['keys', 'keys/notifications.private.pem', 'service.env']);
    expect(await inside('newsletter')).toEqual(['keys', 'keys/newsletter.private.pem', 'service.env']);
    expect(await inside('gateway')).toEqual(['code.key', 'keys', 'keys/gateway.private.pem', 'service.env']);
    expect(await readdir(join(folder, 'services', 'gateway', 'keys'))).toHaveLength(6);
    expect(await inside('ops')).toEqual(['keys', 'keys/ops.private.pem', 'service.env']);
  });

  it('are read by node as they were meant, quotes included, and by nobody else', async () => {
    const file = join(folder, 'services', 'notifications', 'service.env');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const print = 'process.stdout.write(JSON.stringify([process.env.MAIL_FROM, process.env.NATS_URL]))';
    const { stdout } = await promisify(execFile)(process.execPath, [`--env-file=${file}`, '-e', print], { env: {} });
    expect(JSON.parse(stdout)).toEqual([
      'Il "Comune" <noreply@comune.example>',
      'nats://notifications:n-password@nats:4222',
    ]);
  });

  it('tell NATS who may do what', async () => {
    const configuration = await readFile(join(folder, 'services', 'nats', 'nats.conf'), 'utf8');
    for (const service of ['reports', 'notifications', 'newsletter', 'gateway', 'ops'])
      expect(configuration).toContain(`user: ${service}`);
    expect(configuration).toContain('0.0.0.0:4222');
  });
});
