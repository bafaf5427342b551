import type { RefusalCode } from '../problems';

/** Lines of one request: with the longest reasons that a line can be refused for, the reply stays below the limit of the bus. */
export const MAX_IMPORT_LINES = 50;
/** Of one line, in bytes of UTF-8: several times what the longest texts of a report come to. */
export const MAX_IMPORT_LINE_BYTES = 128 * 1024;

/**
 * What became of a line, or would: `continued` was there before and has more now, `unchanged` was there with all that the line says,
 * `unsubscribed` does not want it any more, whatever a list says.
 */
export type ImportOutcome =
  | {
      readonly outcome: 'imported' | 'continued' | 'unchanged' | 'unsubscribed';
      /** Of what has one: an address is none. */
      readonly reference?: string;
      /** Of a report. */
      readonly code?: string;
    }
  | {
      readonly outcome: 'refused';
      /** Where the line has a usable one. */
      readonly reference?: string;
      readonly problem: ImportProblem;
    };

/** Why a line was refused. */
export interface ImportProblem {
  readonly code: RefusalCode;
  /** English, for operators; cut after `MAX_PROBLEM_CHARACTERS`. Names fields, never what stands in them. */
  readonly detail: string;
}

export const MAX_PROBLEM_CHARACTERS = 500;

/** The reply: one outcome for each line, in their order. */
export interface ImportReply {
  readonly outcomes: readonly ImportOutcome[];
}
