import type { ReporterContact } from '@sportello/contracts';

const ITALY = '+39';

/** The contact as it counts when comparing: e-mail in lower case, else the phone's digits with country code; undefined when there is neither. */
export function contactOf(reporter: ReporterContact | undefined): string | undefined {
  if (reporter?.email !== undefined) return reporter.email.trim().toLowerCase();
  if (reporter?.phone === undefined) return undefined;
  const digits = reporter.phone.replace(/[^\d+]/g, '');
  if (digits.startsWith('+')) return digits;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : `${ITALY}${digits}`;
}
