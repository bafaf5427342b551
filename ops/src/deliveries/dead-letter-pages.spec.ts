import type { DeadLetterKey } from '@sportello/contracts';
import { OPERATOR_SUBJECTS, SUBJECTS, type DeadLetter } from '@sportello/contracts/words';
import type { Reply } from '@sportello/messaging';
import type { Product } from '../reach/product';
import { change, changeAll, deadLettersOf, LISTED, newestDeadLetters } from './dead-letter-pages';

const MANY = 2_345;

/** A product with dead letters, the newest first; `onChange` says what becomes of those that are changed. */
class Letters {
  dead: DeadLetter[];
  pagesAsked = 0;
  readonly changed: string[] = [];

  constructor(
    count: number,
    private readonly onChange: (keys: readonly DeadLetterKey[]) => void = () => undefined,
  ) {
    this.dead = Array.from({ length: count }, (_, number) => letter(number));
  }

  get run() {
    const product: Product = {
      how: 'a list',
      maintenance: false,
      ask: <T>(subject: string, payload: object) =>
        Promise.resolve({ ok: true, value: this.answer(subject, payload) as T } as Reply<T>),
      close: () => Promise.resolve(),
    };
    return { signal: new AbortController().signal, product: () => Promise.resolve(product) };
  }

  private answer(subject: string, payload: object): object {
    if (subject === SUBJECTS.deadLetters) {
      const { page, pageSize } = payload as { readonly page: number; readonly pageSize: number };
      this.pagesAsked += 1;
      const items = this.dead.slice((page - 1) * pageSize, page * pageSize);
      return { items, page, pageSize, total: items.length === 0 ? 0 : this.dead.length };
    }
    const { letters } = payload as { readonly letters: readonly DeadLetterKey[] };
    const ids = letters.map(({ eventId }) => eventId);
    this.dead = this.dead.filter(({ eventId }) => !ids.includes(eventId));
    this.changed.push(...ids);
    this.onChange(letters);
    return { changed: letters.length };
  }
}

function letter(number: number): DeadLetter {
  const day = new Date(Date.UTC(2026, 0, 1) - number * 1_000).toISOString();
  const key = { municipalityId: 'alfa', eventId: `event-${number}`, recipient: 'R', channel: 'email', code: 'R' };
  return { ...key, template: 'resolved', attempts: 8, error: 'smtp-550', occurredAt: day };
}

describe('Dead letters, when there are many', () => {
  it('are listed by the newest, with their number, and no more is fetched than is shown', async () => {
    const letters = new Letters(MANY);
    const { total, letters: newest } = await newestDeadLetters(letters.run);
    expect([total, newest.length, newest[0]?.eventId]).toEqual([MANY, LISTED, 'event-0']);
    expect(letters.pagesAsked).toBe(LISTED / 100);
  });

  it.each([0, 1, 100, 101])('are listed whole when there are few: %d', async (count) => {
    const { total, letters } = await newestDeadLetters(new Letters(count).run);
    expect([total, letters.length]).toEqual([count, count]);
  });

  it('are found by their events, however old', async () => {
    const found = await deadLettersOf(new Letters(MANY).run, ['event-3', 'event-2344', 'event-9999']);
    expect(found.map(({ eventId }) => eventId)).toEqual(['event-3', 'event-2344']);
  });

  it('are all changed, each once, while the list grows shorter under way', async () => {
    const letters = new Letters(MANY);
    expect(await changeAll(letters.run, OPERATOR_SUBJECTS.retryDeadLetters)).toBe(MANY);
    expect([letters.dead.length, new Set(letters.changed).size]).toEqual([0, MANY]);
  });

  it('are changed once also when they die again at once, so that it comes to its end', async () => {
    const letters: Letters = new Letters(250, (keys) => {
      const again = keys.map(({ eventId }) => letter(Number(eventId.replace('event-', ''))));
      letters.dead = [...letters.dead, ...again].sort((a, b) => b.occurredAt.localeCompare(a.occurredAt));
    });
    expect(await changeAll(letters.run, OPERATOR_SUBJECTS.retryDeadLetters)).toBe(250);
    expect(new Set(letters.changed).size).toBe(250);
  });

  it('are changed a hundred at a time', async () => {
    const letters = new Letters(250);
    expect(await change(letters.run, OPERATOR_SUBJECTS.discardDeadLetters, letters.dead.slice(0, 150))).toBe(150);
    expect(letters.dead).toHaveLength(100);
  });
});
