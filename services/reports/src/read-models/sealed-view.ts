import type { LocationView } from '@sportello/contracts';
import type { Reading, UNRECORDED } from '../personal-data/reads/reading';
import { textField, type OpenedText, type SealedTexts } from '../personal-data/sealed-texts';

/** Where a row says the report is; its address stands in a sealed text. */
export interface SealedPlace {
  readonly lat: number | null;
  readonly lon: number | null;
  /** The address stands in the correction or nowhere, no longer in the submission. */
  readonly relocated: boolean;
}

export interface TextAndPlace {
  readonly subject?: string;
  readonly description?: string;
  readonly location?: LocationView;
}

/** Text and place as people read them, from the submission and the corrected address. */
export function textAndPlace(
  row: SealedPlace,
  submission: OpenedText | undefined,
  correction: OpenedText | undefined,
): TextAndPlace {
  const address = textField(row.relocated ? correction : submission, 'address');
  const location = given({ lat: row.lat, lon: row.lon, address });
  return given({
    subject: textField(submission, 'subject'),
    description: textField(submission, 'description'),
    location: Object.keys(location).length > 0 ? location : undefined,
  });
}

/** A row with the texts that a list shows of it, sealed. */
export interface SealedListRow extends SealedPlace {
  readonly code: string;
  readonly sealedText: string | null;
  readonly sealedAddress: string | null;
}

/** Text and place of each of these rows of a municipality, in their order, all opened together for one answer. @throws as `SealedTexts.open` */
export async function textsAndPlaces(
  texts: Pick<SealedTexts, 'open'>,
  municipalityId: string,
  rows: readonly SealedListRow[],
  reading: Reading | typeof UNRECORDED,
): Promise<readonly TextAndPlace[]> {
  const sealed = rows.flatMap(({ code, sealedText, sealedAddress }) => [
    { municipalityId, code, sealed: sealedText },
    { municipalityId, code, sealed: sealedAddress },
  ]);
  const opened = await texts.open(sealed, reading);
  return rows.map((row, index) => textAndPlace(row, opened[2 * index], opened[2 * index + 1]));
}

type Given<Values> = { [Name in keyof Values]?: NonNullable<Values[Name]> };

/** Leaves out what is null or undefined. */
export function given<Values extends object>(values: Values): Given<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Given<Values>;
}
