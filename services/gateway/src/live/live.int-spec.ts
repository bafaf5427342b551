import { eventually } from '@sportello/event-sourcing/testing';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;
let urp: Record<string, string>;

beforeAll(async () => {
  gateway = await gatewayUnderTest();
  urp = await gateway.signIn('urp@demo.it');
});
afterAll(() => gateway.close());

/** Reads a stream as a browser does, event by event. */
class Reader {
  private text = '';
  private readonly chunks: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();

  constructor(answer: Response) {
    if (answer.body === null) throw new Error('no stream');
    this.chunks = answer.body.getReader();
  }

  /** The next event that has data; undefined at the end of the stream. */
  async next(): Promise<{ readonly id: string; readonly data: unknown } | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const lines = this.text.slice(0, end).split('\n');
        this.text = this.text.slice(end + 2);
        const field = (name: string): string | undefined =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const data = field('data');
        if (data !== undefined) return { id: field('id') ?? '', data: JSON.parse(data) as unknown };
        continue;
      }
      const { done, value } = await this.chunks.read();
      if (done) return undefined;
      this.text += this.decoder.decode(value, { stream: true });
    }
  }

  close(): Promise<void> {
    return this.chunks.cancel();
  }
}

async function aReport(): Promise<string> {
  const answer = await gateway.send('POST', '/api/v1/reports', aSubmission());
  return ((await answer.json()) as { code: string }).code;
}

async function assign(code: string): Promise<void> {
  expect((await gateway.send('PUT', `/api/v1/reports/${code}/assignment`, { departmentId: 'roads' }, urp)).status).toBe(
    200,
  );
}

describe('an open status page', () => {
  it('is told the status at once, and the next when the read model hints at it', async () => {
    const code = await aReport();
    const answer = await gateway.ask(`/api/v1/reports/${code}/live`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = new Reader(answer);
    expect(await reader.next()).toEqual({
      id: '0',
      data: { status: 'submitted', revision: 0, at: expect.any(String) },
    });
    await assign(code);
    gateway.reports.hint(code, 'borgo-esempio', 1);
    expect(await reader.next()).toEqual({ id: '1', data: { status: 'assigned', revision: 1, at: expect.any(String) } });
    await reader.close();
  });

  it('finds out by the clock when the hint is lost', async () => {
    const code = await aReport();
    const reader = new Reader(await gateway.ask(`/api/v1/reports/${code}/live`));
    await reader.next();
    await assign(code);
    expect(await reader.next()).toMatchObject({ id: '1' });
    await reader.close();
  });

  it('that comes back is not told again what it has', async () => {
    const code = await aReport();
    const reader = new Reader(await gateway.ask(`/api/v1/reports/${code}/live`, { headers: { 'last-event-id': '0' } }));
    await assign(code);
    gateway.reports.hint(code, 'borgo-esempio', 1);
    expect(await reader.next()).toMatchObject({ id: '1' });
    await reader.close();
  });

  it('asked for with HEAD is answered at once, without events', async () => {
    const code = await aReport();
    const head = await gateway.ask(`/api/v1/reports/${code}/live`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await head.text()).toBe('');
    expect((await gateway.ask('/api/v1/reports/00000000000/live', { method: 'HEAD' })).status).toBe(404);
  });

  it('of no report is a problem document, not a stream', async () => {
    const answer = await gateway.ask('/api/v1/reports/00000000000/live');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'REPORT_NOT_FOUND' });
  });

  it('from one address is one of a bounded number', async () => {
    const code = await aReport();
    // Those that others closed are given back a little after that.
    await eventually(async () => /_live_streams 0$/m.test(await (await gateway.ask('/metrics')).text()));
    const answers: Response[] = [];
    for (let opened = 0; opened < 21; opened += 1) answers.push(await gateway.ask(`/api/v1/reports/${code}/live`));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(20).fill(200), 429]);
    for (const answer of answers) await answer.body?.cancel();
  });
});

it('the door closes with streams open, and ends them', async () => {
  const closing = await gatewayUnderTest();
  const submitted = await closing.send('POST', '/api/v1/reports', aSubmission());
  const { code } = (await submitted.json()) as { code: string };
  const reader = new Reader(await closing.ask(`/api/v1/reports/${code}/live`));
  expect(await reader.next()).toMatchObject({ id: '0' });
  await closing.closeDoor();
  // Ended, and not cut off when the time for that was over: a cut would be an error here.
  expect(await reader.next()).toBeUndefined();
  await closing.close();
});

it('ends the pages of a Comune that is served no more; whoever comes back is told that it is not there', async () => {
  const own = await gatewayUnderTest();
  try {
    const sent = await own.send('POST', '/api/v1/reports', aSubmission());
    const { code } = (await sent.json()) as { code: string };
    const reader = new Reader(await own.ask(`/api/v1/reports/${code}/live`));
    expect(await reader.next()).toMatchObject({ data: { status: 'submitted' } });
    own.municipalities.replace([]);
    expect(await reader.next()).toBeUndefined();
    expect((await own.ask(`/api/v1/reports/${code}/live`)).status).toBe(404);
  } finally {
    await own.close();
  }
});
