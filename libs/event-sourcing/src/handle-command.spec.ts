import { ExpectedRevisionConflict, NO_STREAM, type AppendResult, type EventToAppend } from './event-store';
import { handleCommand, handleCommands } from './handle-command';
import { FIXED_NOW, fixedId } from './testing/fixed-metadata';
import { InMemoryEventStore } from './testing/in-memory-event-store';
import { add, tally } from './testing/tally';

const STREAM = 'tally-borgo-esempio_T1';

/** A store where others append to the stream just before we do, `times` times. */
class ContestedStore extends InMemoryEventStore {
  appends = 0;

  constructor(private times: number) {
    super();
  }

  override async append(stream: string, events: readonly EventToAppend[], expected: number): Promise<AppendResult> {
    this.appends += 1;
    if (this.times > 0) {
      this.times -= 1;
      const other = tally.catalogue.encode(
        fixedId(500 + this.times),
        { type: 'tally.added', data: { by: 1 } },
        { ...eventOrigin, commandId: fixedId(600 + this.times) },
      );
      await super.append(stream, [other], expected);
    }
    return super.append(stream, events, expected);
  }
}
const eventOrigin = {
  ...add(1, fixedId(1)).metadata,
  occurredAt: FIXED_NOW,
  recordedAt: FIXED_NOW,
};

describe('Handling a command', () => {
  it('appends what is decided and answers the new state, revision and events', async () => {
    const store = new InMemoryEventStore();
    await handleCommand(store, tally, STREAM, add(3, fixedId(1)));
    const handled = await handleCommand(store, tally, STREAM, add(4, fixedId(2)));
    expect(handled).toMatchObject({
      state: { total: 7 },
      revision: 1,
      events: [{ type: 'tally.added', data: { by: 4 }, metadata: { commandId: fixedId(2), schemaVersion: 1 } }],
    });
    expect(await store.readStream(STREAM)).toHaveLength(2);
  });

  it('stamps the events from the command: recorded now, occurred when an import says', async () => {
    const store = new InMemoryEventStore();
    const command = add(3, fixedId(1));
    const imported = { ...command, metadata: { ...command.metadata, occurredAt: '2024-01-01T00:00:00.000Z' } };
    await handleCommand(store, tally, STREAM, imported);
    const [stored] = await store.readStream(STREAM);
    expect(JSON.parse(stored?.metadata ?? '')).toEqual({
      commandId: fixedId(1),
      correlationId: fixedId(1),
      causationId: fixedId(1),
      municipalityId: 'borgo-esempio',
      actor: { kind: 'staff', id: 'u1' },
      occurredAt: '2024-01-01T00:00:00.000Z',
      recordedAt: FIXED_NOW,
      schemaVersion: 1,
    });
  });

  it('appends nothing when the command is rejected, changes nothing, or was handled before', async () => {
    const store = new InMemoryEventStore();
    expect(await handleCommand(store, tally, STREAM, add(11, fixedId(1)))).toMatchObject({ code: 'TALLY_FULL' });
    expect(await handleCommand(store, tally, STREAM, add(0, fixedId(2)))).toMatchObject({ revision: -1, events: [] });
    await handleCommand(store, tally, STREAM, add(3, fixedId(3)));
    expect(await handleCommand(store, tally, STREAM, add(3, fixedId(3)))).toMatchObject({
      state: { total: 3 },
      revision: 0,
      events: [],
    });
    expect(await store.readStream(STREAM)).toHaveLength(1);
  });

  it('decides again on what others have appended meanwhile', async () => {
    const store = new ContestedStore(4);
    const handled = await handleCommand(store, tally, STREAM, add(6, fixedId(1)));
    expect(handled).toMatchObject({ state: { total: 10 }, revision: 4 });
  });

  it('answers what the rules say of the state that others have made', async () => {
    const store = new ContestedStore(1);
    expect(await handleCommand(store, tally, STREAM, add(10, fixedId(1)))).toMatchObject({ code: 'TALLY_FULL' });
  });

  it('tries again after each of five conflicts', async () => {
    const handled = await handleCommand(new ContestedStore(5), tally, STREAM, add(1, fixedId(1)));
    expect(handled).toMatchObject({ state: { total: 6 }, revision: 5 });
  });

  it('gives up at the sixth conflict', async () => {
    const store = new ContestedStore(6);
    await expect(handleCommand(store, tally, STREAM, add(1, fixedId(1)))).rejects.toThrow(ExpectedRevisionConflict);
    expect(store.appends).toBe(6);
  });

  it('rejects a stale revision, at reading and at appending, and retries nothing', async () => {
    const quiet = new ContestedStore(0);
    await handleCommand(quiet, tally, STREAM, add(1, fixedId(1)));
    const stale = await handleCommand(quiet, tally, STREAM, add(1, fixedId(2)), { expectedRevision: 7 });
    expect(stale).toMatchObject({ rejected: true, code: 'STALE_REVISION' });
    expect(quiet.appends).toBe(1);

    const contested = new ContestedStore(1);
    const late = await handleCommand(contested, tally, STREAM, add(1, fixedId(1)), { expectedRevision: NO_STREAM });
    expect(late).toMatchObject({ rejected: true, code: 'STALE_REVISION' });
    expect(contested.appends).toBe(1);
  });

  it('answers a repetition even when its revision has become stale', async () => {
    const store = new InMemoryEventStore();
    const command = add(2, fixedId(1));
    await handleCommand(store, tally, STREAM, command, { expectedRevision: NO_STREAM });
    await handleCommand(store, tally, STREAM, add(2, fixedId(2)));
    const again = await handleCommand(store, tally, STREAM, command, { expectedRevision: NO_STREAM });
    expect(again).toMatchObject({ events: [], revision: 1 });
  });

  it('begins a stream without reading, and reads it when it was there after all', async () => {
    const store = new InMemoryEventStore();
    const reads = jest.spyOn(store, 'readStream');
    await handleCommand(store, tally, STREAM, add(2, fixedId(1)), { assumeNew: true });
    expect(reads).not.toHaveBeenCalled();
    const second = await handleCommand(store, tally, STREAM, add(2, fixedId(2)), { assumeNew: true });
    expect(second).toMatchObject({ state: { total: 4 }, revision: 1 });
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('answers a repetition of what began the stream from the stream', async () => {
    const store = new InMemoryEventStore();
    await handleCommand(store, tally, STREAM, add(2, fixedId(1)), { assumeNew: true });
    const { metadata, ...command } = add(2, fixedId(1));
    const later = { ...command, metadata: { ...metadata, now: '2025-03-03T09:00:05.000Z' } };
    const again = await handleCommand(store, tally, STREAM, later, { assumeNew: true });
    expect(again).toMatchObject({ state: { total: 2 }, revision: 0, events: [] });
    expect(await store.readStream(STREAM)).toHaveLength(1);
  });

  it('tells of a repetition in the same instant what is stored, not what this one would have stored', async () => {
    const store = new InMemoryEventStore();
    const first = await handleCommand(store, tally, STREAM, add(2, fixedId(1)), { assumeNew: true });
    const otherBytes = await handleCommand(store, tally, STREAM, add(3, fixedId(1)), { assumeNew: true });
    const [stored] = await store.readStream(STREAM);
    for (const handled of [first, otherBytes]) {
      expect(handled).toMatchObject({ stored: [{ eventId: stored?.eventId, data: stored?.data }] });
    }
  });

  it('takes another body under the same key for another command, also when both come at once', async () => {
    const store = new InMemoryEventStore();
    await handleCommand(store, tally, STREAM, add(1, fixedId(1)));
    const underOneKey = (by: number, bodyHmac: string): ReturnType<typeof add> => {
      const { metadata, ...command } = add(by, fixedId(2));
      return { ...command, metadata: { ...metadata, bodyHmac } };
    };
    const reads = jest.spyOn(store, 'readStream');
    const [first, second] = await Promise.all([
      handleCommand(store, tally, STREAM, underOneKey(2, 'one')),
      handleCommand(store, tally, STREAM, underOneKey(3, 'two')),
    ]);
    expect(first).toMatchObject({ state: { total: 3 }, events: [{ data: { by: 2 } }] });
    // It met the first one's event, read again and left the answer to `decide`, which here takes no second command of one id.
    expect(second).toMatchObject({ state: { total: 3 }, events: [] });
    expect(reads).toHaveBeenCalledTimes(3);
  });

  it('answers the same body under the same key as done, also when both come at once', async () => {
    const store = new InMemoryEventStore();
    await handleCommand(store, tally, STREAM, add(1, fixedId(1)));
    const handled = await Promise.all([1, 2].map(() => handleCommand(store, tally, STREAM, add(2, fixedId(2)))));
    expect(handled).toMatchObject([{ state: { total: 3 } }, { state: { total: 3 } }]);
    expect(await store.readStream(STREAM)).toHaveLength(2);
  });

  it('makes the command anew for each state it meets', async () => {
    const store = new ContestedStore(2);
    const met: number[] = [];
    const fill = (state: { total: number }): Promise<ReturnType<typeof add>> => {
      met.push(state.total);
      return Promise.resolve(add(10 - state.total, fixedId(1)));
    };
    const handled = await handleCommand(store, tally, STREAM, fill);
    expect(handled).toMatchObject({ state: { total: 10 }, revision: 2 });
    expect(met).toEqual([0, 1, 2]);
  });

  it('stops when the caller has given up', async () => {
    const signal = AbortSignal.abort(new Error('given up'));
    const handling = handleCommand(new InMemoryEventStore(), tally, STREAM, add(1, fixedId(1)), { signal });
    await expect(handling).rejects.toThrow('given up');
  });
});

describe('Handling commands that belong together', () => {
  it('appends what all of them lead to at once, each decided on what the ones before it led to', async () => {
    const store = new InMemoryEventStore();
    const appends = jest.spyOn(store, 'append');
    const handled = await handleCommands(store, tally, STREAM, [add(3, fixedId(1)), add(4, fixedId(2))]);
    expect(handled).toMatchObject({
      state: { total: 7 },
      revision: 1,
      events: [{ data: { by: 3 } }, { data: { by: 4 } }],
    });
    expect(appends).toHaveBeenCalledTimes(1);
    expect((await store.readStream(STREAM)).map(({ metadata }) => JSON.parse(metadata) as object)).toMatchObject([
      { commandId: fixedId(1) },
      { commandId: fixedId(2) },
    ]);
  });

  it('appends nothing when one of them is rejected', async () => {
    const store = new InMemoryEventStore();
    const rejected = await handleCommands(store, tally, STREAM, [add(6, fixedId(1)), add(6, fixedId(2))]);
    expect(rejected).toMatchObject({ code: 'TALLY_FULL' });
    expect(await store.readStream(STREAM)).toEqual([]);
  });

  it('goes on with those that were not handled before, also when it began without reading', async () => {
    const store = new InMemoryEventStore();
    await handleCommands(store, tally, STREAM, [add(1, fixedId(1))], { assumeNew: true });
    const all = [add(1, fixedId(1)), add(2, fixedId(2)), add(0, fixedId(3))];
    const handled = await handleCommands(store, tally, STREAM, all, { assumeNew: true });
    expect(handled).toMatchObject({ state: { total: 3 }, revision: 1, events: [{ data: { by: 2 } }] });
    const later = all.map((command) => ({
      ...command,
      metadata: { ...command.metadata, now: '2025-03-03T09:00:05.000Z' },
    }));
    const again = await handleCommands(store, tally, STREAM, later, { assumeNew: true });
    expect(again).toMatchObject({ state: { total: 3 }, revision: 1, events: [] });
    expect(await store.readStream(STREAM)).toHaveLength(2);
  });

  it('says in a dry run what would be, on what is there, and appends nothing', async () => {
    const store = new InMemoryEventStore();
    await handleCommand(store, tally, STREAM, add(1, fixedId(1)));
    const dry = { assumeNew: true, dryRun: true };
    const handled = await handleCommands(store, tally, STREAM, [add(1, fixedId(1)), add(2, fixedId(2))], dry);
    expect(handled).toMatchObject({ state: { total: 3 }, revision: 1, events: [{ data: { by: 2 } }] });
    expect(await handleCommands(store, tally, STREAM, [add(10, fixedId(3))], dry)).toMatchObject({
      code: 'TALLY_FULL',
    });
    expect(await store.readStream(STREAM)).toHaveLength(1);
  });
});
