import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';

/** C0 and C1 controls except tab and line feed, and the bidirectional overrides and isolates (Unicode TR 9) that make a text read other than it is. */
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

export interface PlainTextOptions {
  /** Shortest length after trimming, in UTF-16 code units. Default 1. */
  readonly min?: number;
  /** Longest length after trimming, in UTF-16 code units. */
  readonly max: number;
  /** May hold line feeds. Default false. */
  readonly multiline?: boolean;
}

/** A text people wrote, tidied: trimmed, line ends as LF, Unicode NFC. */
export function tidyText(text: string): string {
  return text.replaceAll('\r\n', '\n').normalize('NFC').trim();
}

/** Whether a tidied value is a text of this length without control characters, direction characters and half characters. */
export function isPlainText(value: unknown, { min = 1, max, multiline = false }: PlainTextOptions): value is string {
  return (
    typeof value === 'string' &&
    value.length >= min &&
    value.length <= max &&
    !FORBIDDEN.test(value) &&
    !LONE_SURROGATE.test(value) &&
    (multiline || !value.includes('\n'))
  );
}

/** A text people wrote: tidied by `tidyText`, then refused unless `isPlainText`. */
export function IsPlainText(options: PlainTextOptions): PropertyDecorator {
  const { min = 1, max, multiline = false } = options;
  const tidy = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? tidyText(value) : value));
  return (target, property) => {
    tidy(target, property);
    registerDecorator({
      name: 'isPlainText',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => isPlainText(value, options),
        defaultMessage: () =>
          `${String(property)} must be ${multiline ? 'a text' : 'one line of text'} of ${min} to ${max} characters, without control or direction characters`,
      },
    });
  };
}
