import { SUBJECTS, UnsealQuery, type Actor, type RefusalCode, type Unsealed } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../parts';
import { textField, type OpenedText } from './sealed-texts';

/** Opens what a delivery needs at the moment of sending: for the service that sends, and for nobody else. */
@BusController()
export class UnsealQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.unseal, { from: ['notifications'] })
  async unseal(
    @Message() { items }: UnsealQuery,
    @From() actor: Actor,
  ): Promise<readonly Unsealed[] | Rejection<RefusalCode>> {
    if (actor.kind !== 'service') return reject('NOT_ALLOWED', 'Only a service may open personal data');
    const { keyring, blindIndex, myReportsLinks } = this.parts;
    const sealed = items.flatMap(({ municipalityId, code: subject, sealedReporter, sealedTexts }) => [
      ...(sealedReporter === undefined
        ? []
        : [{ municipalityId, subject, purpose: 'reporter' as const, sealed: sealedReporter }]),
      ...sealedTexts.map((text) => ({ municipalityId, subject, purpose: 'text' as const, sealed: text })),
    ]);
    const [opened, tokens] = await Promise.all([
      keyring.unseal(sealed),
      keyring.trackingTokens(items.map(({ municipalityId, code: subject }) => ({ municipalityId, subject }))),
    ]);
    const next = opened.values();
    const unsealed = items.map(({ sealedReporter, sealedTexts }, index): Unsealed => {
      const reporter = sealedReporter === undefined ? undefined : next.next().value;
      const texts = sealedTexts.map(() => next.next().value ?? null);
      const trackingToken = tokens[index];
      return {
        ...(reporter === undefined ? {} : { reporter: contactOf(reporter) }),
        texts,
        ...(trackingToken === undefined ? {} : { trackingToken }),
      };
    });
    return Promise.all(
      items.map(async ({ municipalityId, withLink }, index) => {
        const one = unsealed[index] ?? { texts: [] };
        const { email } = one.reporter ?? {};
        if (withLink !== true || email === undefined) return one;
        // Of the address that the mail goes to, so that it can lead to the reports of nobody else.
        const hmac = blindIndex.contact(municipalityId, email);
        return { ...one, linkToken: await myReportsLinks.write(municipalityId, hmac) };
      }),
    );
  }
}

function contactOf(opened: OpenedText): NonNullable<Unsealed['reporter']> {
  const fields = (['name', 'email', 'phone'] as const).flatMap((field) => {
    const value = textField(opened, field);
    return value === undefined ? [] : [[field, value]];
  });
  return Object.fromEntries(fields) as NonNullable<Unsealed['reporter']>;
}
