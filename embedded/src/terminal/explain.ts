import { DataDirInUse } from '@sportello/postgres';
import { MunicipalityFileError, SettingsError } from '@sportello/service-kit';
import { CannotStart } from '../ground/cannot-start';

/** Why the start failed, for the person at the terminal: reasons they can mend without a stack, anything else with its name. */
export function explain(error: unknown): string {
  if (
    error instanceof CannotStart ||
    error instanceof SettingsError ||
    error instanceof MunicipalityFileError ||
    error instanceof DataDirInUse
  ) {
    return error.message;
  }
  return `Sportello cannot start: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}
