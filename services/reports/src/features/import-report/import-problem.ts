import {
  MAX_PROBLEM_CHARACTERS,
  type FieldError,
  type ImportProblem,
  type RefusalCode,
  type Refusal,
} from '@sportello/contracts';
import { EventTooLarge, type Rejection } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';

const SAID_OTHERWISE =
  'It was imported before and said something else then; what is there stays as it is. A report that changes afterwards is changed here';

/** Parts of a line that have fields of their own. */
const KNOWN_PLACES = ['location', 'reporter', 'assigned', 'started', 'resolved', 'rejected'];

/** Why a line was refused, in words for whoever mends it; undefined for what is no fault of the line. */
export function problemOf(error: unknown): ImportProblem | undefined {
  if (error instanceof Refused) return problemOfRefusal(error.refusal);
  if (error instanceof EventTooLarge && error.limit === undefined)
    return { code: 'MESSAGE_TOO_LARGE', detail: 'The report is too large' };
  return undefined;
}

/** What the rules of a report's life, or of the municipality, have against it. */
export function problemOfRejection({ code, detail }: Rejection<RefusalCode>): ImportProblem {
  if (code === 'IDEMPOTENCY_KEY_REUSED') return { code, detail: SAID_OTHERWISE };
  return { code, detail: cut(detail ?? `The report that is there does not take it: ${code}`) };
}

function problemOfRefusal({ code, detail, errors = [] }: Refusal): ImportProblem {
  const fields = [...unknownFields(errors), ...errors.filter((error) => !isUnknown(error)).map(fieldText)];
  const said = fields.length > 0 ? fields.join('; ') : (detail ?? code);
  return { code, detail: cut(said) };
}

/** What the validation says of a field that the message does not have. */
function isUnknown({ message }: FieldError): boolean {
  return message.endsWith(' should not exist');
}

/** Names of unknown fields are the file's, and may be anybody's: it is told how many there are, and where. */
function unknownFields(errors: readonly FieldError[]): readonly string[] {
  const places = new Map<string, number>();
  for (const { field } of errors.filter(isUnknown)) {
    const place = KNOWN_PLACES.find((known) => field.startsWith(`${known}.`)) ?? '';
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  return [...places].map(([place, count]) => {
    const said = `has ${count} ${count === 1 ? 'field that is' : 'fields that are'} not known here`;
    return place === '' ? said : `${place}: ${said}`;
  });
}

/** Messages of the validation begin with the field as a rule, but for the way to it. */
function fieldText({ field, message }: FieldError): string {
  return message.startsWith(field) ? message : `${field}: ${message}`;
}

function cut(text: string): string {
  return text.length <= MAX_PROBLEM_CHARACTERS ? text : `${text.slice(0, MAX_PROBLEM_CHARACTERS - 3)}...`;
}
