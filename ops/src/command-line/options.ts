import { isReportCode, readMoment, readReportCode } from '@sportello/contracts/words';
import { Option } from 'commander';
import { WrongUsage } from './command-run';

/** What is sealed is opened; the product writes that into its log. */
export const personalOption = (): Option =>
  new Option(
    '--personal',
    'open what is sealed (texts, names, contacts); the product writes into its log that you did',
  );

export const municipalityOption = (): Option =>
  new Option('--municipality <id>', 'id or slug of the municipality, where more than one could be meant');

/** Without it a command only tells what it would change. */
export const yesOption = (): Option => new Option('--yes', 'do it; without it the command only says what would change');

/** An argument of the command line as ISO 8601 in UTC. @throws WrongUsage */
export function moment(text: string): string {
  try {
    return readMoment(text);
  } catch {
    throw new WrongUsage(
      `${JSON.stringify(text)} is no date and time with its offset, such as 2026-03-02T10:00:00+01:00`,
    );
  }
}

/** A report's code as a person types it. @throws WrongUsage */
export function code(text: string): string {
  const read = readReportCode(text);
  if (!isReportCode(read))
    throw new WrongUsage(`${JSON.stringify(text)} is not the code of a report: a character is wrong or missing`);
  return read;
}

/** Leaves out what was not given. */
export function given<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Values>;
}
