import {
  OPERATOR_SUBJECTS,
  SUBJECTS,
  type DeadLetter,
  type ListPage,
  type OperationStarted,
  type OperationView,
  type ReplayedDelivery,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { codeNumber } from '../testing/events';
import { Rig } from '../testing/rig';

const ALWAYS = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

describe('What the notifications service answers operators', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.open();
    rig.wholeLife(codeNumber(1), 'ada@example.org');
    rig.publish();
    await rig.start();
    await rig.settled(4);
  });
  afterEach(() => rig.close());

  async function replay(window: object = ALWAYS): Promise<OperationView> {
    const { id } = await rig.asOperator<OperationStarted>(OPERATOR_SUBJECTS.planReplay, window);
    return eventually(
      () => rig.asOperator<OperationView>(OPERATOR_SUBJECTS.notificationsOperation, { id, taken: 0 }),
      ({ state }) => state !== 'running',
    );
  }

  async function deadLetters(): Promise<readonly DeadLetter[]> {
    return (await rig.asOperator<ListPage<DeadLetter>>(SUBJECTS.deadLetters, {})).items;
  }

  it('compares what the log asks for with what was sent, and changes nothing', async () => {
    const before = await rig.deliveries();
    const { items, result, total, done } = await replay();
    expect(
      (items as readonly ReplayedDelivery[]).map(({ template, planned, recorded }) => [template, planned, recorded]),
    ).toEqual(['submitted', 'assigned', 'work-started', 'resolved'].map((template) => [template, 'due', 'sent']));
    expect({ result, total, done }).toEqual({ result: { planned: 4, unrecorded: 0 }, total: 4, done: 4 });
    expect(await rig.deliveries()).toEqual(before);
    expect(await rig.mails()).toHaveLength(4);
  });

  it('finds what the record has lost', async () => {
    await rig.test.database.asOwner((sql) =>
      sql.query('alter table notifications.deliveries no force row level security'),
    );
    await rig.test.database.asOwner((sql) =>
      sql.query(`delete from notifications.deliveries where template = 'assigned'`),
    );
    expect((await replay()).result).toEqual({ planned: 4, unrecorded: 1 });
  });

  it('refuses a window that ends before it begins', async () => {
    await expect(replay({ from: ALWAYS.to, to: ALWAYS.from })).rejects.toThrow('INVALID_REQUEST');
  });

  it('tries a dead letter again from its first try', async () => {
    await rig.dies('resolved');
    expect(await rig.asOperator(OPERATOR_SUBJECTS.retryDeadLetters, { letters: keysOf(await deadLetters()) })).toEqual({
      changed: 1,
    });
    await rig.settled(4);
    expect(await deadLetters()).toEqual([]);
  });

  it('gives a dead letter up for good, with its ciphertexts, and keeps its key', async () => {
    await rig.dies('resolved');
    const letters = keysOf(await deadLetters());
    expect(await rig.asOperator(OPERATOR_SUBJECTS.discardDeadLetters, { letters })).toEqual({ changed: 1 });
    const rows = (await rig.deliveries()).filter(({ state }) => state === 'suppressed');
    expect(rows).toMatchObject([
      { reason: 'discarded', sealed_reporter: null, sealed_text: null, template: 'resolved' },
    ]);
    expect(await rig.asOperator(OPERATOR_SUBJECTS.retryDeadLetters, { letters })).toEqual({ changed: 0 });
  });
});

function keysOf(letters: readonly DeadLetter[]): object[] {
  return letters.map(({ municipalityId, eventId, recipient, channel }) => ({
    municipalityId,
    eventId,
    recipient,
    channel,
  }));
}
