import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HINTS, OPERATOR_SUBJECTS, SUBJECTS, type PeerName } from '@sportello/contracts';
import { eventually, freePort } from '@sportello/event-sourcing/testing';
import { connect, type NatsConnection } from 'nats';
import { ENDS_WITH_US } from './nats-process';
import { inboxPrefix, natsConfiguration } from './nats-permissions';
import { findNatsServer, natsPasswords, startNatsServer, type NatsServer } from './nats-server';
import { CapturedLog } from './testing';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('The NATS server that we start', () => {
  let server: NatsServer;
  const log = new CapturedLog();
  const open: NatsConnection[] = [];

  beforeAll(async () => {
    server = await startNatsServer({ port: await freePort(), logger: log });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()));
  });
  afterAll(() => server.stop());

  const as = async (service: PeerName, inbox: string = inboxPrefix(service)): Promise<NatsConnection> => {
    const { host, username, password } = new URL(server.url(service));
    const connection = await connect({ servers: host, user: username, pass: password, inboxPrefix: inbox });
    open.push(connection);
    return connection;
  };

  /** What the server said of a publication or a subscription that it does not allow. */
  const refusal = async (connection: NatsConnection, attempt: () => void): Promise<string> => {
    const statuses = connection.status()[Symbol.asyncIterator]();
    attempt();
    await connection.flush();
    const { value } = (await statuses.next()) as { value: { type: string; permissionContext?: { subject: string } } };
    return `${value.type} ${value.permissionContext?.subject}`;
  };

  it('lets in nobody without the password of a service', async () => {
    const { host } = new URL(server.url('gateway'));
    await expect(connect({ servers: host })).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
    await expect(connect({ servers: host, user: 'gateway', pass: 'gateway' })).rejects.toMatchObject({
      code: 'AUTHORIZATION_VIOLATION',
    });
  });

  it('listens on the loopback only', () => {
    expect(server.url('reports')).toMatch(/^nats:\/\/reports:[A-Za-z0-9_-]{32}@127\.0\.0\.1:\d+$/);
    expect(natsConfiguration({ listen: '127.0.0.1:-1', passwords: natsPasswords() })).toMatch(
      /^listen: "127\.0\.0\.1:-1"/,
    );
  });

  it.each<[PeerName, string]>([
    ['gateway', SUBJECTS.unseal],
    ['gateway', SUBJECTS.reportFeed],
    ['gateway', HINTS.reportFeedGrew],
    ['notifications', SUBJECTS.submitReport],
    ['notifications', HINTS.reportViewAdvanced],
    ['reports', SUBJECTS.devMail],
    ['gateway', '_INBOX_notifications.x'],
    ['gateway', OPERATOR_SUBJECTS.logPage],
    ['notifications', OPERATOR_SUBJECTS.eraseByOperator],
    ['ops', SUBJECTS.submitReport],
    ['ops', SUBJECTS.unseal],
    ['ops', HINTS.reportFeedGrew],
    ['newsletter', SUBJECTS.submitReport],
    ['newsletter', SUBJECTS.unseal],
    ['newsletter', HINTS.reportFeedGrew],
    ['newsletter', '_INBOX_gateway.x'],
    ['notifications', '$SYS.REQ.SERVER.PING'],
  ])('does not let %s publish to %s', async (service, subject) => {
    const connection = await as(service);
    expect(await refusal(connection, () => connection.publish(subject))).toBe(`error ${subject}`);
  });

  it.each<[PeerName, string]>([
    ['gateway', 'reports.>'],
    ['gateway', SUBJECTS.submitReport],
    ['notifications', '>'],
    ['notifications', '_INBOX_gateway.>'],
    ['reports', 'notifications.>'],
    ['newsletter', 'reports.>'],
    ['ops', 'newsletter.>'],
    ['ops', 'reports.>'],
    ['ops', 'ops.>'],
    ['gateway', '_INBOX_ops.>'],
  ])('does not let %s listen to %s', async (service, subject) => {
    const connection = await as(service);
    const refused = () => void connection.subscribe(subject, { callback: () => undefined });
    expect(await refusal(connection, refused)).toBe(`error ${subject}`);
  });

  it('lets the owner reply once to who asked, and to nobody else', async () => {
    const reports = await as('reports');
    const gateway = await as('gateway');
    const replies: string[] = [];
    gateway.subscribe('_INBOX_gateway.mine', { callback: (_, message) => replies.push(message.string()) });
    reports.subscribe(SUBJECTS.submitReport, {
      callback: (_, message) => {
        message.respond('first');
        message.respond('second');
      },
    });
    await Promise.all([reports.flush(), gateway.flush()]);
    gateway.publish(SUBJECTS.submitReport, '', { reply: '_INBOX_gateway.mine' });
    await eventually(() => replies.length > 0);
    await reports.flush();
    await gateway.flush();
    expect(replies).toEqual(['first']);
  });

  it('comes back on the same port, with the same passwords, when it is killed', async () => {
    const gateway = await as('gateway');
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    await eventually(() => server.pid !== pid);
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('again') }),
    );
    await eventually(() =>
      gateway.flush().then(
        () => true,
        () => false,
      ),
    );
    await as('reports');
  });

  it('is not reached by the Ctrl-C of our terminal: its process group is its own', () => {
    const groupOf = (pid: number) =>
      execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    expect(groupOf(server.pid)).not.toBe(groupOf(process.pid));
  });

  it('leaves no process and no file behind', async () => {
    const storeDir = await mkdtemp(join(tmpdir(), 'sportello-nats-spec-'));
    const other = await startNatsServer({ storeDir });
    const { pid } = other;
    expect(isAlive(pid)).toBe(true);
    await other.stop();
    expect(isAlive(pid)).toBe(false);
    expect(await readdir(storeDir)).toEqual([]);
    await rm(storeDir, { recursive: true });
  });

  it('says why it cannot start', async () => {
    await expect(startNatsServer({ port: server.port })).rejects.toThrow(/did not start.*address already in use/s);
  });

  it('ends with the process that started it, even a killed one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sportello-nats-spec-'));
    const configuration = join(folder, 'nats.conf');
    await writeFile(configuration, natsConfiguration({ listen: '127.0.0.1:-1', passwords: natsPasswords() }));
    const starter = `require('node:child_process').spawn('/bin/sh', ['-c', ...process.argv.slice(1)], {
      stdio: ['pipe', 'inherit', 'ignore'],
    })`;
    const binary = (await findNatsServer()) ?? '';
    const parent = spawn(process.execPath, ['-e', starter, ENDS_WITH_US, binary, configuration], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    expect(isAlive(Number(line))).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => !isAlive(Number(line)));
    await rm(folder, { recursive: true });
  });
});
