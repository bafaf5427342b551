import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsString, Matches, MaxLength } from 'class-validator';
import { SLUG } from '../slug';
import { InMunicipality } from './account-messages.dto';
import { MAX_IMPORT_LINE_BYTES, MAX_IMPORT_LINES } from './import-views';

/** The message of every import: lines of a file as they stand there, each judged by itself. */
export class ImportLinesMessage extends InMunicipality {
  /** The system that the file is from: the same reference of another system is another thing. */
  @Matches(SLUG, { message: 'source must be a short name in lower case, such as old-desk' })
  source!: string;

  /** Checks every line and says what would become of it; changes nothing. */
  @IsBoolean()
  dryRun!: boolean;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_IMPORT_LINES)
  @IsString({ each: true })
  @MaxLength(MAX_IMPORT_LINE_BYTES, { each: true })
  lines!: string[];
}
