import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PEERS, type Actor } from '@sportello/contracts';
import { ActorKeys, InvalidToken } from './actor-keys';

const staff: Actor = {
  kind: 'staff',
  id: 'account-1',
  municipalityId: 'borgo-esempio',
  roles: ['department', 'operator'],
  departments: ['roads'],
};

describe('The keys of the actors', () => {
  let dir: string;

  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'sportello-keys-')), 'keys');
    await ActorKeys.ensure(dir);
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true }));

  it('are a pair for each peer, the private one for its owner`s eyes only', async () => {
    const files = PEERS.flatMap((service) => [`${service}.private.pem`, `${service}.public.pem`]);
    expect((await readdir(dir)).sort()).toEqual(files.sort());
    expect((await stat(join(dir, 'gateway.private.pem'))).mode & 0o777).toBe(0o600);
  });

  it('stay the same when they are ensured again, by any number of processes at once', async () => {
    const before = await readFile(join(dir, 'gateway.private.pem'), 'utf8');
    await ActorKeys.ensure(dir);
    expect(await readFile(join(dir, 'gateway.private.pem'), 'utf8')).toBe(before);

    const fresh = join(dir, 'fresh');
    await Promise.all(Array.from({ length: 10 }, () => ActorKeys.ensure(fresh)));
    const token = await (await ActorKeys.load(fresh, 'gateway')).sign(staff, 'reports');
    expect(await (await ActorKeys.load(fresh, 'reports')).verify(token)).toEqual({ service: 'gateway', actor: staff });
  });

  it('are not made again where only the public one is: the private one lives elsewhere', async () => {
    await rm(join(dir, 'gateway.private.pem'));
    await ActorKeys.ensure(dir);
    await expect(ActorKeys.load(dir, 'gateway')).rejects.toThrow('gateway.private.pem');
    await ActorKeys.load(dir, 'reports');
  });

  it.each(['reports.private.pem', 'gateway.public.pem'])('cannot be loaded without %s', async (file) => {
    await rm(join(dir, file));
    await expect(ActorKeys.load(dir, 'reports')).rejects.toThrow(file);
  });

  it('sign for one receiver, and the same actor once for half a token`s life', async () => {
    const gateway = await ActorKeys.load(dir, 'gateway');
    const [one, again, other] = await Promise.all([
      gateway.sign(staff, 'reports'),
      gateway.sign({ ...staff }, 'reports'),
      gateway.sign(staff, 'notifications'),
    ]);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    jest.useFakeTimers({ now: Date.now() + 31_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const later = await gateway.sign(staff, 'reports');
    jest.useRealTimers();
    expect(later).not.toBe(one);
  });

  it('take a token they have seen only as long as it lives', async () => {
    const token = await (await ActorKeys.load(dir, 'gateway')).sign(staff, 'reports');
    const reports = await ActorKeys.load(dir, 'reports');
    expect(await reports.verify(token)).toEqual({ service: 'gateway', actor: staff });
    jest.useFakeTimers({ now: Date.now() + 66_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const failure: unknown = await reports.verify(token).catch((error: unknown) => error);
    jest.useRealTimers();
    expect(failure).toBeInstanceOf(InvalidToken);
  });

  it('let the gateway speak for its callers, and any other service for itself only', async () => {
    const anonymous: Actor = { kind: 'anonymous', municipalityId: 'borgo-esempio' };
    const notifications = await ActorKeys.load(dir, 'notifications');
    await expect(notifications.sign(anonymous, 'reports')).rejects.toThrow('may not speak for');
    await expect(notifications.sign(staff, 'reports')).rejects.toThrow('may not speak for');
    await expect(notifications.sign({ kind: 'service', id: 'gateway' }, 'reports')).rejects.toThrow(
      'may not speak for',
    );
    await notifications.sign({ kind: 'service', id: 'notifications' }, 'reports');
  });
});
