import { MAX_UNSEAL, type Unsealed, type UnsealQuery } from '@sportello/contracts';
import { BusFailure, BusUnavailable, MessageTooLarge, type Bus, type Reply } from '@sportello/messaging';
import { codeNumber, MUNICIPALITY } from '../testing/events';
import { ContentOpener } from './content-opener';
import type { ClaimedDelivery } from './delivery-queue';

type Owner = (query: UnsealQuery) => readonly Unsealed[];

function busOf(owner: Owner): { readonly bus: Pick<Bus, 'request'>; readonly queries: UnsealQuery[] } {
  const queries: UnsealQuery[] = [];
  const request = <T>(_subject: string, payload: object): Promise<Reply<T>> => {
    const query = payload as UnsealQuery;
    queries.push(query);
    return new Promise((resolve) => resolve({ ok: true, value: owner(query) as T }));
  };
  return { bus: { request }, queries };
}

const answering: Owner = ({ items }) =>
  items.map(({ code, sealedTexts }) => ({
    reporter: { email: `${code}@example.org`, name: 'Ada' },
    trackingToken: `token ${code}`,
    texts: sealedTexts.map((sealed) => ({ text: sealed, subject: `subject of ${sealed}` })),
  }));

function delivery(number: number, extra: Partial<ClaimedDelivery> = {}): ClaimedDelivery {
  const code = codeNumber(number);
  return {
    municipalityId: MUNICIPALITY,
    eventId: `event ${number}`,
    recipient: code,
    channel: 'email',
    code,
    template: 'resolved',
    parameters: { type: 'issue' },
    language: 'it',
    sealedReporter: 'contact',
    sealedText: `note ${number}`,
    messageId: `<${number}@example.org>`,
    attempts: 1,
    inDoubt: false,
    isPublic: true,
    ...extra,
  };
}

const many = (count: number, extra: Partial<ClaimedDelivery> = {}): ClaimedDelivery[] =>
  Array.from({ length: count }, (_, index) => delivery(index, extra));

describe('opening what mails need', () => {
  it('asks for many in one request, and gives each its own', async () => {
    const { bus, queries } = busOf(answering);
    const opened = await new ContentOpener(bus).open(many(MAX_UNSEAL));
    expect(queries).toHaveLength(1);
    expect(
      opened.map((one) => 'request' in one && [one.request.address, one.request.quote, one.request.token]),
    ).toEqual(many(MAX_UNSEAL).map(({ code, sealedText }) => [`${code}@example.org`, sealedText, `token ${code}`]));
  });

  it('asks for a link to all of somebody’s reports where the mail is about them, and waits where there is none', async () => {
    const { bus, queries } = busOf((query) =>
      answering(query).map((one, index) => (index === 0 ? { ...one, linkToken: 'the link' } : one)),
    );
    const all = { template: 'my-reports', sealedText: null } as const;
    const opened = await new ContentOpener(bus).open([delivery(1, all), delivery(2, all), delivery(3)]);
    expect(queries[0]?.items.map(({ withLink }) => withLink)).toEqual([true, true, undefined]);
    expect(opened).toMatchObject([{ request: { token: 'the link' } }, { nothing: 'cannot-open' }, { request: {} }]);
  });

  it('keeps requests within what the bus carries, by number and by size', async () => {
    const byNumber = busOf(answering);
    await new ContentOpener(byNumber.bus).open(many(MAX_UNSEAL + 1));
    expect(byNumber.queries.map(({ items }) => items.length)).toEqual([MAX_UNSEAL, 1]);
    const bySize = busOf(answering);
    await new ContentOpener(bySize.bus).open(many(5, { sealedText: 'x'.repeat(90_000) }));
    expect(bySize.queries.map(({ items }) => items.length)).toEqual([2, 2, 1]);
  });

  it('takes contact and token from the follower, the text from the report, and no text that is private', async () => {
    const { bus, queries } = busOf(answering);
    const follows = { recipient: codeNumber(9) };
    const [shown, hidden] = await new ContentOpener(bus).open([
      delivery(1, follows),
      delivery(2, { ...follows, isPublic: false }),
    ]);
    expect(shown).toMatchObject({
      request: { address: `${codeNumber(9)}@example.org`, token: `token ${codeNumber(9)}`, quote: 'note 1' },
    });
    expect(hidden).toMatchObject({ request: { address: `${codeNumber(9)}@example.org` } });
    expect(hidden).not.toHaveProperty('request.quote');
    expect(JSON.stringify(queries)).not.toContain('note 2');
  });

  it('shows of a submission its subject', async () => {
    const { bus } = busOf(answering);
    const [opened] = await new ContentOpener(bus).open([delivery(1, { template: 'submitted' })]);
    expect(opened).toMatchObject({ request: { quote: 'subject of note 1' } });
  });

  it.each<[string, Partial<Unsealed>, string]>([
    ['the key is destroyed', {}, 'erased'],
    ['the token died', { reporter: { email: 'ada@example.org' } }, 'erased'],
    ['only a telephone is known', { reporter: { phone: '+39 000 123' }, trackingToken: 't' }, 'no-address'],
    ['the address is two', { reporter: { email: 'a@b.c,d@e.f' }, trackingToken: 't' }, 'invalid-address'],
    ['the address ends the header', { reporter: { email: 'a@b.c\nBcc:d@e.f' }, trackingToken: 't' }, 'invalid-address'],
  ])('has nothing to send when %s', async (_, reply, nothing) => {
    const { bus } = busOf(() => [{ texts: [], ...reply }]);
    expect(await new ContentOpener(bus).open([delivery(1)])).toEqual([{ delivery: delivery(1), nothing }]);
  });

  it.each([new BusFailure('bug'), new MessageTooLarge('reply')])(
    'goes one by one when the owner cannot answer for all: %s',
    async (error) => {
      const { bus } = busOf((query) => {
        if (query.items.some(({ code }) => code === codeNumber(1))) throw error;
        return answering(query);
      });
      const opened = await new ContentOpener(bus).open(many(3));
      expect(opened.map((one) => ('nothing' in one ? one.nothing : 'opened'))).toEqual([
        'opened',
        'cannot-open',
        'opened',
      ]);
    },
  );

  it('leaves it to the caller to wait when the owner is away', async () => {
    const { bus } = busOf(() => {
      throw new BusUnavailable('away');
    });
    await expect(new ContentOpener(bus).open(many(3))).rejects.toThrow(BusUnavailable);
  });
});
