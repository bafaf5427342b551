import type { Channel, Language, Outcome, Priority, ReportType } from '@sportello/contracts';

/** Something that happens to a report of the demonstration after it was submitted. */
export type Step =
  | { readonly do: 'assign'; readonly department: string; readonly note?: string }
  | { readonly do: 'start'; readonly note?: string }
  | { readonly do: 'ask'; readonly question: string }
  | { readonly do: 'answer'; readonly answer: string }
  | { readonly do: 'resolve'; readonly outcome: Outcome; readonly note: string }
  | { readonly do: 'reject'; readonly reason: string }
  | { readonly do: 'withdraw'; readonly reason: string }
  /** `of`: the key of the other report of the demonstration. */
  | { readonly do: 'duplicate'; readonly of: string; readonly note: string }
  | { readonly do: 'reopen'; readonly reason: string }
  | { readonly do: 'rate'; readonly rating: number; readonly comment: string }
  | { readonly do: 'note'; readonly note: string; readonly public: boolean }
  | { readonly do: 'prioritise'; readonly priority: Priority };

export interface DemoReport {
  /** Never change it: the report's code follows from it, and with the code that filling twice makes nothing twice. */
  readonly key: string;
  readonly type: ReportType;
  readonly category: string;
  readonly channel: Channel;
  readonly subject: string;
  readonly description: string;
  /** Degrees (WGS 84), inside the boundary of Borgo Esempio. */
  readonly place?: { readonly lat: number; readonly lon: number; readonly address: string };
  readonly answers?: Readonly<Record<string, string>>;
  /** Openly made up, with an address that reaches nobody (RFC 2606). */
  readonly reporter?: {
    readonly name: string;
    readonly email?: string;
    readonly phone?: string;
    readonly language?: Language;
  };
  readonly private?: true;
  readonly story: readonly Step[];
}

/** Somebody of Borgo Esempio; the address follows from the name. */
export function citizen(name: string, language: Language = 'it'): NonNullable<DemoReport['reporter']> {
  return { name, email: `${name.toLowerCase().replace(' ', '.')}@example.org`, language };
}

export const place = (lat: number, lon: number, address: string): NonNullable<DemoReport['place']> => ({
  lat,
  lon,
  address,
});

export const assign = (department: string, note?: string): Step => ({
  do: 'assign',
  department,
  ...(note ? { note } : {}),
});
export const start = (note?: string): Step => ({ do: 'start', ...(note ? { note } : {}) });
export const ask = (question: string): Step => ({ do: 'ask', question });
export const answer = (text: string): Step => ({ do: 'answer', answer: text });
export const fixed = (note: string): Step => ({ do: 'resolve', outcome: 'fixed', note });
export const answered = (note: string): Step => ({ do: 'resolve', outcome: 'answered', note });
export const resolve = (outcome: Outcome, note: string): Step => ({ do: 'resolve', outcome, note });
export const refuse = (reason: string): Step => ({ do: 'reject', reason });
export const withdraw = (reason: string): Step => ({ do: 'withdraw', reason });
export const duplicate = (of: string, note: string): Step => ({ do: 'duplicate', of, note });
export const reopen = (reason: string): Step => ({ do: 'reopen', reason });
export const rate = (rating: number, comment: string): Step => ({ do: 'rate', rating, comment });
export const internalNote = (note: string): Step => ({ do: 'note', note, public: false });
export const publicNote = (note: string): Step => ({ do: 'note', note, public: true });
export const prioritise = (priority: Priority): Step => ({ do: 'prioritise', priority });
