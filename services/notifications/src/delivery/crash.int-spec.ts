import { eventually } from '@sportello/event-sourcing/testing';
import type { Database } from '@sportello/postgres';
import { silentLogger } from '@sportello/postgres/testing';
import { DevMailbox } from '../mail/dev-mailbox';
import type { OutgoingMail } from '../mail/outgoing-mail';
import { codeNumber } from '../testing/events';
import { Rig } from '../testing/rig';
import { SmtpSink } from '../testing/smtp-sink';
import { DeliveryQueue, type Claim } from './delivery-queue';
import { SmtpWayOut } from './smtp-way-out';

const A = codeNumber(1);

/** What a worker does that dies before it settles: it claims, and nothing more is heard of it. */
async function claimAndDie(rig: Rig, leaseMs: number): Promise<Claim> {
  const queue = new DeliveryQueue(rig.test.database);
  const claim = await queue.claim(10, leaseMs);
  expect(claim.deliveries).toHaveLength(1);
  return claim;
}

/** Plans one delivery by a service that cannot send, so that the test decides who sends first. */
async function planOne(rig: Rig): Promise<void> {
  rig.submit(A, 'ada@example.org');
  rig.publish();
  rig.reports.broken.add(A);
  await rig.start({ backOffBaseMs: 1 });
  await rig.settled(1, 'due', 'sending', 'dead');
  await rig.stopServices();
  rig.reports.broken.delete(A);
  await rig.test.database.worker.query(
    `update notifications.deliveries set state = 'due', lease = null, attempts = 0, in_doubt = false, next_attempt_at = clock_timestamp()`,
  );
}

function mailOf(claim: Claim): OutgoingMail {
  return {
    messageId: claim.deliveries[0]?.messageId ?? '',
    from: 'sportello@borgo.example',
    to: 'ada@example.org',
    subject: 'subject',
    text: 'text',
    html: '<p>text</p>',
    headers: {},
    date: new Date(),
  };
}

function readyMails(claim: Claim): { delivery: Claim['deliveries'][number]; mail: OutgoingMail }[] {
  return claim.deliveries.map((delivery) => ({ delivery, mail: mailOf(claim) }));
}

describe('a worker that dies', () => {
  let rig: Rig;
  let sink: SmtpSink | undefined;
  afterEach(async () => {
    await rig.close();
    await sink?.close();
    sink = undefined;
  });

  it('after it claimed: another takes over when the lease ends, and the mail is there once', async () => {
    rig = await Rig.open();
    await planOne(rig);
    await claimAndDie(rig, 300);
    await rig.start();
    await rig.settled(1);
    const { rows } = await rig.test.database.worker.query('select message_id from notifications.dev_mailbox');
    expect(rows).toHaveLength(1);
  });

  it('between the demo mail and its mark: neither happened, and the mail is there once', async () => {
    rig = await Rig.open();
    await planOne(rig);
    const claim = await claimAndDie(rig, 300);
    const { database } = rig.test;
    const dying: Pick<Database, 'asWorker' | 'schema' | 'worker'> = {
      schema: database.schema,
      worker: database.worker,
      asWorker: (work) =>
        database.asWorker(async (sql) => {
          await work(sql);
          throw new Error('The process was killed before the commit');
        }),
    };
    const mailbox = new DevMailbox(dying, new DeliveryQueue(database));
    await expect(mailbox.deliver(claim.lease, readyMails(claim))).rejects.toThrow('killed');
    await rig.start();
    await rig.settled(1);
    expect((await database.worker.query('select from notifications.dev_mailbox')).rows).toHaveLength(1);
  });

  it('that was only slow finds its lease gone and puts nothing into the mailbox', async () => {
    rig = await Rig.open();
    await planOne(rig);
    const claim = await claimAndDie(rig, 1);
    await rig.start();
    await rig.settled(1);
    await new DevMailbox(rig.test.database, new DeliveryQueue(rig.test.database)).deliver(
      claim.lease,
      readyMails(claim),
    );
    expect((await rig.test.database.worker.query('select from notifications.dev_mailbox')).rows).toHaveLength(1);
    expect((await rig.deliveries())[0]).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('between the mail server and the mark: the mail is repeated with the same Message-ID', async () => {
    const server = (sink = new SmtpSink());
    await server.open();
    rig = await Rig.open({ SMTP_URL: server.url, DEMO: 'false' });
    await planOne(rig);
    const claim = await claimAndDie(rig, 300);
    const queue = new DeliveryQueue(rig.test.database);
    queue.settle = () => new Promise(() => undefined);
    const wayOut = new SmtpWayOut({
      url: server.url,
      queue,
      logger: silentLogger(),
      backOffBaseMs: 1,
      circuitBaseMs: 1,
      leaseMs: 300,
    });
    void wayOut.deliver(claim.lease, readyMails(claim), Infinity);
    await eventually(() => server.received.length === 1);
    await rig.start();
    const [row] = await rig.settled(1);
    expect(row).toMatchObject({ in_doubt: true, attempts: 2 });
    expect(server.messageIds()).toEqual([row?.['message_id'], row?.['message_id']]);
    await wayOut.close();
  });

  it('again and again over the same delivery gives it up', async () => {
    rig = await Rig.open();
    await planOne(rig);
    for (let death = 0; death < 8; death += 1) await claimAndDie(rig, 0);
    await rig.start();
    const [row] = await rig.settled(1, 'dead');
    expect(row).toMatchObject({ last_error: 'interrupted-too-often' });
  });
});
