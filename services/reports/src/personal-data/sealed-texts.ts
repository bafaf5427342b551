import type { Keyring } from '@sportello/postgres';
import type { ReadRecord } from './reads/read-record';
import { UNRECORDED, type Reading } from './reads/reading';

/** A ciphertext under the `text` key of the report it stands in. */
export interface SealedText {
  readonly municipalityId: string;
  readonly code: string;
  readonly sealed: string | null | undefined;
}

/** What stands in a sealed text: `text`, or of a submission its subject, description, address and answers. */
export type OpenedText = Readonly<Record<string, unknown>>;

/** The one way to the texts of reports. */
export class SealedTexts {
  constructor(
    private readonly keyring: Keyring,
    private readonly reads: ReadRecord,
  ) {}

  /**
   * Opens texts for one answer, all in one request to the keyring. Undefined where there was none, or where its key was erased.
   * @param reading who reads them: it stands in the record before this returns
   * @throws DatabaseUnavailable when it cannot be written there, as when the keys cannot be read
   */
  async open(
    texts: readonly SealedText[],
    reading: Reading | typeof UNRECORDED,
  ): Promise<readonly (OpenedText | undefined)[]> {
    const present = texts.flatMap(({ municipalityId, code, sealed }, index) =>
      sealed ? [{ index, item: { municipalityId, subject: code, purpose: 'text' as const, sealed } }] : [],
    );
    const items = present.map(({ item }) => item);
    // Side by side, for each is a question to the database; what is opened goes nowhere before both are answered.
    const [opened] = await Promise.all([
      this.keyring.unseal(items),
      reading === UNRECORDED
        ? undefined
        : this.reads.write(
            reading,
            items.map(({ municipalityId, subject: code }) => ({ municipalityId, code })),
          ),
    ]);
    const result: (OpenedText | undefined)[] = texts.map(() => undefined);
    present.forEach(({ index }, place) => (result[index] = opened[place]));
    return result;
  }
}

/** A field of an opened text that is a text. */
export function textField(opened: OpenedText | undefined, field: string): string | undefined {
  const value = opened?.[field];
  return typeof value === 'string' ? value : undefined;
}
