import { KeyMissing, SealBroken, type Keyring } from '@sportello/postgres';
import { assigned, facts, submitted } from '../testing/facts';
import { logEvents } from './log-view';

const events = facts(submitted, assigned({ sealedText: 'note' }), {
  type: 'report.resolved',
  data: { outcome: 'fixed', sealedText: 'answer' },
}).map(({ stored }) => stored);

it('opens all that some events sealed in one question, and says in its place what does not open', async () => {
  const asked: string[][] = [];
  const keyring: Pick<Keyring, 'unsealEach'> = {
    unsealEach: (items) => {
      asked.push(items.map(({ purpose, sealed }) => `${purpose} ${sealed}`));
      return Promise.resolve([{ subject: 'Buca' }, new KeyMissing('gone'), new SealBroken('altered'), undefined]);
    },
  };
  const views = await logEvents(events, keyring);
  expect(asked).toEqual([['text sealed-submission', 'reporter sealed-reporter', 'text note', 'text answer']]);
  expect(views.map(({ data }) => data)).toEqual([
    expect.objectContaining({
      sealedText: { subject: 'Buca' },
      sealedReporter: '(its key is missing: an alarm, not an erasure)',
      contactHmacs: '(1 HMACs)',
    }),
    expect.objectContaining({ department: 'roads', sealedText: '(does not open with its key: an alarm)' }),
    { outcome: 'fixed', sealedText: '(erased)' },
  ]);
});

it('asks for no key that counts as erased, and for none without a keyring', async () => {
  const asked: string[] = [];
  const keyring: Pick<Keyring, 'unsealEach'> = {
    unsealEach: (items) => {
      asked.push(...items.map(({ purpose }) => purpose));
      return Promise.resolve(items.map(() => ({ name: 'Ada' })));
    },
  };
  const [first] = await logEvents(events, keyring, ['text']);
  expect([asked, first?.data]).toEqual([
    ['reporter'],
    expect.objectContaining({ sealedText: '(erased)', sealedReporter: { name: 'Ada' } }),
  ]);
  const [sealed] = await logEvents(events);
  expect(sealed?.data).toMatchObject({ sealedText: '(sealed)', sealedReporter: '(sealed)' });
});
