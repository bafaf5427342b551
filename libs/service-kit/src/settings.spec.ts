import { resolve } from 'node:path';
import { SettingsError } from './environment';
import { readSettings } from './settings';

const problems = (variables: Record<string, string>): readonly string[] => {
  try {
    readSettings(variables);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};

describe('Settings', () => {
  it('are those of a demonstration on the loopback when nothing is set', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      demo: true,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      dataDir: resolve('data'),
      logLevel: 'warn',
      adminEmail: 'admin@demo.it',
      municipalitiesGiven: false,
    });
    expect('databaseUrl' in settings).toBe(false);
  });

  it.each([
    ['DATABASE_URL', 'postgres://admin@db/sportello'],
    ['SMTP_URL', 'smtp://mail.example.org'],
    ['MUNICIPALITIES_DIR', '/municipalities'],
  ])('are those of a live installation as soon as %s is given', (name, value) => {
    expect(readSettings({ [name]: value })).toMatchObject({ demo: false, host: '0.0.0.0', logLevel: 'info' });
  });

  it('follow an explicit DEMO against everything else', () => {
    expect(readSettings({ DEMO: 'true', DATABASE_URL: 'postgres://admin@db/sportello' }).demo).toBe(true);
    expect(readSettings({ DEMO: 'false' }).demo).toBe(false);
  });

  it('take an empty variable for one that is not there, as compose files leave them', () => {
    expect(readSettings({ DATABASE_URL: '', SMTP_URL: ' ', DEMO: '' }).demo).toBe(true);
  });

  it('name every wrong variable at once and never repeat a secret', () => {
    const found = problems({
      PORT: 'eighty',
      DATABASE_URL: 'mysql://root:hunter2@db',
      LOG_LEVEL: 'loud',
      MASTER_KEY: 'short',
    });
    expect(found).toEqual([
      expect.stringContaining('DATABASE_URL'),
      expect.stringContaining('PORT'),
      expect.stringContaining('LOG_LEVEL'),
      expect.stringContaining('MASTER_KEY'),
    ]);
    expect(found.join()).not.toContain('hunter2');
  });

  it('refuse a demonstration that would send real mail', () => {
    expect(problems({ DEMO: 'true', SMTP_URL: 'smtp://mail.example.org' })).toEqual([
      expect.stringContaining('SMTP_URL'),
    ]);
  });

  it('refuse an administrator’s password that is too short to be one', () => {
    expect(problems({ ADMIN_PASSWORD: 'admin' })).toEqual([expect.stringContaining('ADMIN_PASSWORD')]);
  });

  it('keep the log in EventStoreDB when it is given, on several hosts even', () => {
    expect(readSettings({}).eventStoreDbUrl).toBeUndefined();
    const url = 'esdb://user:hunter2@one:2113,two:2113?tls=true';
    expect(readSettings({ EVENTSTOREDB_URL: url }).eventStoreDbUrl).toBe(url);
    const found = problems({ EVENTSTOREDB_URL: 'http://user:hunter2@localhost' });
    expect(found).toEqual([expect.stringContaining('EVENTSTOREDB_URL')]);
    expect(found.join()).not.toContain('hunter2');
  });

  it('read keys in hexadecimal and in base64', () => {
    const key = Buffer.alloc(32, 7);
    expect(readSettings({ MASTER_KEY: key.toString('hex') }).masterKey).toEqual(key);
    expect(readSettings({ MASTER_KEY: key.toString('base64') }).masterKey).toEqual(key);
  });

  it('cut the slash that people leave at the end of PUBLIC_URL', () => {
    expect(readSettings({ PUBLIC_URL: 'https://sportello.example.org/' }).publicUrl).toBe(
      'https://sportello.example.org',
    );
  });
});
