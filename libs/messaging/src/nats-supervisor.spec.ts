import { eventually } from '@sportello/event-sourcing/testing';
import type { NatsProcess } from './nats-process';
import { MAX_RESTARTS, NatsSupervisor } from './nats-supervisor';
import { CapturedLog } from './testing';

interface FakeNats extends NatsProcess {
  die(): void;
}

function aServer(pid: number): FakeNats {
  let die = (): void => undefined;
  const ended = new Promise<string>((resolve) => {
    die = () => resolve('SIGKILL');
  });
  return { pid, port: 4222, ended, die, terminate: () => die() };
}

describe('A nats-server that dies', () => {
  it('is started again, also when the first attempts to start it fail', async () => {
    const [first, second] = [aServer(1), aServer(2)];
    let attempts = 0;
    const relaunch = () => {
      attempts += 1;
      return attempts < 3 ? Promise.reject(new Error('address already in use')) : Promise.resolve(second);
    };
    const supervisor = new NatsSupervisor(first, { relaunch });
    first.die();
    await eventually(() => supervisor.pid === 2);
    expect(attempts).toBe(3);
    await supervisor.stop();
  });

  it('is given up when it dies more often than it may, and says so once', async () => {
    const log = new CapturedLog();
    const gone: string[] = [];
    let pid = 1;
    const relaunch = () => {
      const server = aServer((pid += 1));
      server.die();
      return Promise.resolve(server);
    };
    const first = aServer(pid);
    const supervisor = new NatsSupervisor(first, {
      relaunch,
      logger: log,
      onGone: ({ message }) => gone.push(message),
    });
    first.die();
    await eventually(() => gone.length > 0);
    expect(pid).toBe(1 + MAX_RESTARTS);
    expect(gone).toEqual([expect.stringContaining('SIGKILL')]);
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', message: 'nats-server is gone' });
    await supervisor.stop();
  });

  it('is not started again once it is to stop, also between two attempts', async () => {
    const first = aServer(1);
    let attempts = 0;
    const relaunch = () => {
      attempts += 1;
      return Promise.reject(new Error('address already in use'));
    };
    const supervisor = new NatsSupervisor(first, { relaunch });
    first.die();
    await eventually(() => attempts === 1);
    await supervisor.stop();
    expect(attempts).toBe(1);
  });
});
