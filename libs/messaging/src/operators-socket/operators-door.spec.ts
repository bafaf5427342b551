import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATOR_SUBJECTS } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import type { Bus, Reply, RequestContext, RequestOptions } from '../bus';
import { BusTimeout, BusUnavailable } from '../bus-errors';
import { CapturedLog } from '../testing/captured-log';
import { socketAddress } from './address';
import { OperatorsClient } from './operators-client';
import { OperatorsDoor, type OperatorsDoorOptions } from './operators-door';
import { MAX_LINE_BYTES } from './protocol';

const METADATA = { correlationId: 'one-run', causationId: 'one-run' };
const ASKED = OPERATOR_SUBJECTS.projections;

type Request = Bus['request'];

describe('The operators’ door', () => {
  let dataDir: string;
  let door: OperatorsDoor | undefined;
  const opened: { close(): Promise<void> }[] = [];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sportello-door-'));
  });
  afterEach(async () => {
    for (const client of opened.splice(0)) await client.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    await door?.close();
    door = undefined;
    await rm(dataDir, { recursive: true });
  });

  async function open(request: Request, options: Partial<OperatorsDoorOptions> = {}): Promise<void> {
    door = await OperatorsDoor.open({ dataDir, bus: { request }, logger: new CapturedLog(), ...options });
  }

  async function client(): Promise<OperatorsClient> {
    const made = await OperatorsClient.connect(dataDir);
    if (!made) throw new Error('Nobody listens');
    opened.push(made);
    return made;
  }

  async function raw(): Promise<Socket> {
    const socket = connect(socketAddress(dataDir).path);
    sockets.push(socket);
    // Who is cut off while it writes hears of an error first.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  it('answers by itself what is not for the bus', async () => {
    const contexts: RequestContext[] = [];
    await open(echo(contexts), { answers: { 'ground.something': () => ({ where: 'here' }) } });
    const asked = await client();
    expect(await asked.request('ground.something', {}, METADATA)).toEqual({ ok: true, value: { where: 'here' } });
    expect(await asked.request('ground.other', {}, METADATA)).toMatchObject({ refusal: { code: 'NOT_ALLOWED' } });
    expect(contexts).toEqual([]);
  });

  it('passes requests on as operators and brings replies back, of several command lines at once', async () => {
    const contexts: RequestContext[] = [];
    await open(echo(contexts));
    const [one, other] = [await client(), await client()];
    const replies = await Promise.all(
      [1, 2, 3].flatMap((n) => [one.request(ASKED, { n }, METADATA), other.request(ASKED, { n: -n }, METADATA)]),
    );
    expect(replies).toEqual([1, -1, 2, -2, 3, -3].map((n) => ({ ok: true, value: { n } })));
    expect(contexts[0]).toEqual({ actor: { kind: 'service', id: 'ops' }, metadata: METADATA });
  });

  it('opens for the owner of the data directory alone, also where a killed product left its socket', async () => {
    const abandoned = createServer().listen(join(dataDir, 'ops.sock'));
    await once(abandoned, 'listening');
    await rm(join(dataDir, 'ops.sock'));
    abandoned.close();
    await writeFile(join(dataDir, 'ops.sock'), '');
    await open(echo());
    const { mode } = await stat(join(dataDir, 'ops.sock'));
    expect(mode & 0o777).toBe(0o600);
    expect(await (await client()).request(ASKED, {}, METADATA)).toEqual({ ok: true, value: {} });
  });

  it('is found under a path that is too long for a socket', async () => {
    const short = dataDir;
    dataDir = join(short, 'a-very-long-name-of-a-data-directory'.repeat(4));
    await mkdir(dataDir);
    await open(echo());
    expect(await (await client()).request(ASKED, {}, METADATA)).toEqual({ ok: true, value: {} });
    await door?.close();
    door = undefined;
    expect(await OperatorsClient.connect(dataDir)).toBeUndefined();
    await opened.pop()?.close();
    dataDir = short;
  });

  it('says in one line what a path too long means where there is no way around it', () => {
    expect(() => socketAddress('/x'.repeat(60), 'darwin')).toThrow(/too long a path.*shorter DATA_DIR/);
  });

  it('is a named pipe on Windows: one for each folder, however its letters are written, and no file', () => {
    const { file, ...address } = socketAddress('C:\\Comune\\Sportello', 'win32');
    expect([address.path, file]).toEqual([expect.stringMatching(/^\\\\\.\\pipe\\sportello-[0-9a-f]{32}$/), undefined]);
    expect(socketAddress('c:\\comune\\sportello', 'win32').path).toBe(address.path);
    expect(socketAddress('C:\\Comune\\Prova', 'win32').path).not.toBe(address.path);
  });

  it('is not there when nobody listens, whatever lies around', async () => {
    expect(await OperatorsClient.connect(dataDir)).toBeUndefined();
    await writeFile(join(dataDir, 'ops.sock'), '');
    expect(await OperatorsClient.connect(dataDir)).toBeUndefined();
  });

  it('lets nobody ask what is not for operators', async () => {
    await open(echo());
    const reply = await (await client()).request('reports.submit', {}, METADATA);
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'NOT_ALLOWED' } });
  });

  it('brings the errors of the bus back as what they are', async () => {
    const failures = [new BusTimeout('No answer'), new BusUnavailable('Nobody'), new Error('a bug')];
    await open(() => Promise.reject(failures.shift() ?? new Error('no more')));
    const asker = await client();
    for (const name of ['BusTimeout', 'BusUnavailable', 'BusFailure'])
      await expect(asker.request(ASKED, {}, METADATA)).rejects.toMatchObject({ name });
  });

  it('takes at most eight requests of one command line at a time', async () => {
    const waiting: (() => void)[] = [];
    await open(() => new Promise((resolve) => waiting.push(() => resolve({ ok: true, value: undefined as never }))));
    const asker = await client();
    const asked = Array.from({ length: 9 }, () => asker.request(ASKED, {}, METADATA).catch(nameOf));
    await eventually(
      () => waiting.length,
      (count) => count === 8,
    );
    expect(await asked[8]).toBe('BusUnavailable');
    for (const answer of waiting) answer();
    expect(await Promise.all(asked.slice(0, 8))).toHaveLength(8);
  });

  it('tells the seventeenth command line to come back', async () => {
    await open(echo());
    for (let count = 0; count < 16; count += 1) await client();
    const [chunk] = (await once(await raw(), 'data')) as [Buffer];
    expect(JSON.parse(chunk.toString())).toMatchObject({ failed: 'unavailable' });
  });

  it('is not held open by one that was turned away and stays', async () => {
    await open(echo([]));
    for (let count = 0; count < 16; count += 1) await client();
    const turnedAway = await raw();
    turnedAway.write(`${JSON.stringify({ id: 1, subject: ASKED, payload: {} })}\n`);
    const [line] = (await once(turnedAway, 'data')) as [Buffer];
    expect(line.toString()).toContain('connected already');
    await door?.close();
    door = undefined;
  });

  it('answers what is no request, and cuts off a line without an end', async () => {
    await open(echo());
    const nonsense = await raw();
    nonsense.write('hello\n');
    const [chunk] = (await once(nonsense, 'data')) as [Buffer];
    expect(JSON.parse(chunk.toString())).toMatchObject({ failed: 'malformed' });

    const endless = await raw();
    const closed = closing(endless);
    endless.write(Buffer.alloc(MAX_LINE_BYTES + 1, 'x'));
    endless.resume();
    await closed;
    expect(await (await client()).request(ASKED, {}, METADATA)).toMatchObject({ ok: true });
  });

  it('cuts off who says nothing, and who never comes to the end of a line', async () => {
    await open(echo(), { silenceMs: 300 });
    const silent = closing(await raw());
    const dripping = await raw();
    const drip = setInterval(() => dripping.write('x'), 20);
    try {
      await Promise.all([silent, closing(dripping)]);
    } finally {
      clearInterval(drip);
    }
  });

  it('cuts off who asks on and on and reads nothing', async () => {
    const counts: number[] = [];
    await open(big, { onConnections: (count) => counts.push(count) });
    const deaf = await raw();
    deaf.pause();
    const request = { id: '1', subject: ASKED, payload: {}, metadata: METADATA, timeoutMs: 1_000 };
    const asking = setInterval(() => deaf.write(`${JSON.stringify(request)}\n`), 2);
    try {
      await eventually(
        () => counts.at(-1),
        (count) => count === 0,
      );
    } finally {
      clearInterval(asking);
    }
  });

  it('lets who reads have as many long replies as it asks for', async () => {
    await open(big);
    const asker = await client();
    for (let round = 0; round < 5; round += 1) {
      const replies = await Promise.all(Array.from({ length: 8 }, () => asker.request(ASKED, {}, METADATA)));
      expect(replies.filter(({ ok }) => ok)).toHaveLength(8);
    }
  });

  it('stops waiting for what a command line asked that is gone', async () => {
    let gone: AbortSignal | undefined;
    await open((_subject, _payload, _context, { signal }: RequestOptions = {}) => {
      gone = signal;
      return new Promise(() => undefined);
    });
    const asker = await client();
    const asked = asker.request(ASKED, {}, METADATA);
    await eventually(() => gone !== undefined);
    await asker.close();
    await expect(asked).rejects.toMatchObject({ name: 'BusUnavailable' });
    await eventually(() => gone?.aborted === true);
  });

  it('fails what is under way when the product ends', async () => {
    await open(() => new Promise(() => undefined));
    const asker = await client();
    const asked = asker.request(ASKED, {}, METADATA);
    await door?.close();
    door = undefined;
    await expect(asked).rejects.toMatchObject({ name: 'BusUnavailable' });
    await expect(asker.request(ASKED, {}, METADATA)).rejects.toMatchObject({ name: 'BusUnavailable' });
  });
});

/** Ends when it is closed, in whatever way: `once` would fail with the error that may come before. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Answers with what was asked. */
function echo(contexts: RequestContext[] = []): Request {
  return <T>(_subject: string, payload: object, context: RequestContext): Promise<Reply<T>> => {
    contexts.push(context);
    return Promise.resolve({ ok: true, value: payload as T });
  };
}

/** Answers with about as much as a reply may hold. */
const big: Request = <T>(): Promise<Reply<T>> => Promise.resolve({ ok: true, value: 'x'.repeat(500_000) as T });

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'none';
}
