import { createHmac, hkdfSync } from 'node:crypto';
import { reportCode } from '@sportello/contracts';
import { uuidV5 } from '@sportello/event-sourcing';
import { canonicalJson } from '@sportello/service-kit';
import type { ImportedStepName } from './imported-life';

/** Namespace of the command ids. Never change it: what was imported before an upgrade must be known after it. */
const IMPORTS = 'b3a3f0c6-2f0e-5d7c-9c55-6f1f1f6f2b0d';
const SEPARATOR = '\n';

/** Where an imported report comes from: the same again is the same report, for ever. */
export interface ImportOrigin {
  readonly municipalityId: string;
  /** Whoever imports, on the bus. */
  readonly importer: string;
  /** The other system. */
  readonly source: string;
  /** What it calls the report. */
  readonly reference: string;
}

/** Makes the identities of imported reports and of what happened to them; deterministic, so that a file may be imported again. */
export class ImportIdentity {
  private readonly codeKey: Buffer;
  private readonly bodyKey: Buffer;

  /** @param masterKey at least 32 random bytes; it is the service's own, and the same for ever */
  constructor(masterKey: Buffer) {
    this.codeKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello import code', 32));
    this.bodyKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello import body', 32));
  }

  code({ municipalityId, importer, source, reference }: ImportOrigin): string {
    const name = [municipalityId, importer, source, reference].join(SEPARATOR);
    return reportCode(createHmac('sha256', this.codeKey).update(name).digest());
  }

  /** Of the command that makes a step happen: each once for a report. */
  commandId(municipalityId: string, code: string, step: ImportedStepName): string {
    return uuidV5(IMPORTS, [municipalityId, code, step].join('/'));
  }

  /** Tells whether the same reference says the same as before, in whatever order its fields stand. Keyed, as it stays in the log. */
  bodyHmac(said: object): string {
    return createHmac('sha256', this.bodyKey).update(canonicalJson(said)).digest('base64url');
  }
}
