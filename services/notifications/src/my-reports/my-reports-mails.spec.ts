import { Refused } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import { silentLogger } from '@sportello/postgres/testing';
import { DeliveryLedger } from '../feed/delivery-ledger';
import { MAX_WAITING, MyReportsMails, type MyReportsMailsOptions } from './my-reports-mails';

const asking = { id: '0', municipalityId: 'borgo', email: 'ada@example.org', language: 'it' } as const;

/** No test here comes as far as the database. */
const untouched = {} as Database;

function mailsWith(codes: MyReportsMailsOptions['finder']['codes']): MyReportsMails {
  return new MyReportsMails({
    database: untouched,
    finder: { codes },
    ledger: new DeliveryLedger('notifications', () => 'host.example'),
    logger: silentLogger(),
    onPlanned: () => undefined,
    pauseMs: 0,
  });
}

it('so many wait and no more, whoever asks, and whoever waits at the end is dropped', async () => {
  let asked = 0;
  let answer = (): void => undefined;
  const mails = mailsWith(() => {
    asked += 1;
    return new Promise((resolve) => (answer = () => resolve([])));
  });
  for (let waiting = 0; waiting < MAX_WAITING; waiting += 1) mails.ask(asking);
  expect(() => mails.ask(asking)).toThrow(Refused);
  await Promise.resolve();
  const closed = mails.close();
  answer();
  await closed;
  expect(asked).toBe(1);
});

it('a look-up under way does not hold the end up', async () => {
  const mails = mailsWith(
    (_municipality, _email, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
  );
  mails.ask(asking);
  await Promise.resolve();
  await mails.close();
});

it('what cannot be looked up is tried six times, and holds nobody else for ever', async () => {
  let asked = 0;
  let last = (): void => undefined;
  const done = new Promise<void>((resolve) => (last = resolve));
  const mails = mailsWith(() => {
    asked += 1;
    if (asked <= 6) return Promise.reject(new Error('nobody answers'));
    last();
    return Promise.resolve([]);
  });
  mails.ask(asking);
  mails.ask(asking);
  await done;
  await mails.close();
  expect(asked).toBe(7);
});
