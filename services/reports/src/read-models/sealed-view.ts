import type { LocationView } from '@sportello/contracts';
import { textField, type OpenedText } from '../personal-data/sealed-texts';

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

type Given<Values> = { [Name in keyof Values]?: NonNullable<Values[Name]> };

/** Leaves out what is null or undefined. */
export function given<Values extends object>(values: Values): Given<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Given<Values>;
}
