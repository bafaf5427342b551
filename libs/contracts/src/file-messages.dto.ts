import { ArrayMaxSize, ArrayMinSize, IsArray, IsUUID, Matches, MaxLength } from 'class-validator';
import { Nested, Optional } from './fields';
import { IsReportCode } from './is-report-code';
import { MUNICIPALITY_NAME } from './municipality-name';

/** Files whose keys are sealed in one message. */
export const MAX_FILES_SEALED = 20;

export class FileKey {
  @IsUUID('all')
  id!: string;

  /** 32 bytes, base64url. */
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  key!: string;
}

/** The message of `reports.seal-file-keys`, from the gateway for itself: the files are among those of the report. */
export class SealFileKeys {
  @Matches(MUNICIPALITY_NAME)
  municipalityId!: string;

  @IsReportCode()
  code!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_FILES_SEALED)
  @Nested(() => FileKey, { each: true })
  files!: FileKey[];
}

/** The reply to `reports.seal-file-keys`: ciphertexts in the order asked. */
export interface SealedFileKeys {
  readonly sealed: readonly string[];
}

/** The message of `reports.open-file`: on behalf of whoever wants to read the file. */
export class OpenFile {
  @IsReportCode()
  code!: string;

  @IsUUID('all')
  attachment!: string;

  @Optional()
  @MaxLength(100)
  reportToken?: string;

  /** As `reports.seal-file-keys` gave it; absent while the file has not been sealed yet: then only the right is asked for. */
  @Optional()
  @MaxLength(400)
  sealedKey?: string;
}

/** The reply to `reports.open-file`, when the file may be read. */
export interface OpenedFile {
  /** 32 bytes, base64url; absent when no sealed key was sent. */
  readonly key?: string;
}
