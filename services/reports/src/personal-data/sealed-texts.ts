import type { Keyring } from '@sportello/postgres';

/** A ciphertext under the `text` key of the report it stands in. */
export interface SealedText {
  readonly municipalityId: string;
  readonly code: string;
  readonly sealed: string | null | undefined;
}

/** What stands in a sealed text: `text`, or of a submission its subject, description, address and answers. */
export type OpenedText = Readonly<Record<string, unknown>>;

/** Opens texts for one reply, all in one request to the keyring. Undefined where there was none, or where its key was erased. */
export async function openTexts(
  keyring: Keyring,
  texts: readonly SealedText[],
): Promise<readonly (OpenedText | undefined)[]> {
  const present = texts.flatMap(({ municipalityId, code, sealed }, index) =>
    sealed ? [{ index, item: { municipalityId, subject: code, purpose: 'text' as const, sealed } }] : [],
  );
  const opened = await keyring.unseal(present.map(({ item }) => item));
  const result: (OpenedText | undefined)[] = texts.map(() => undefined);
  present.forEach(({ index }, place) => (result[index] = opened[place]));
  return result;
}

/** A field of an opened text that is a text. */
export function textField(opened: OpenedText | undefined, field: string): string | undefined {
  const value = opened?.[field];
  return typeof value === 'string' ? value : undefined;
}
