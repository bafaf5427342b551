/** What an error of a try to send means. `error` is a class, safe to store: never what the server said. */
export type SmtpVerdict =
  /** No session: whatever is sent now would fail alike. */
  | { readonly kind: 'unreachable'; readonly error: string }
  /** The server will never take this message. */
  | { readonly kind: 'refused'; readonly error: string }
  /** It may go later. `inDoubt`: the message, or a part of it, was on its way when the answer got lost. */
  | { readonly kind: 'later'; readonly error: string; readonly inDoubt: boolean };

/** How far the try had come. */
export interface SmtpProgress {
  /** Connected, greeted and signed in. */
  readonly session: boolean;
  /** Bytes of the message were taken. */
  readonly dataBegun: boolean;
}

/** Reads the error of nodemailer. A 5xx to the recipient or the message is final (RFC 5321, section 4.2.1); one to our sign-in or sender is about all mails and may be mended. */
export function judgeSmtpError(error: unknown, { session, dataBegun }: SmtpProgress): SmtpVerdict {
  const { code, responseCode, command } = describe(error);
  if (!session)
    return { kind: 'unreachable', error: responseCode === undefined ? codeClass(code) : `smtp-${responseCode}` };
  if (responseCode !== undefined) {
    const aboutThisMail = command === 'RCPT TO' || command === 'DATA';
    const error = `smtp-${responseCode}`;
    return responseCode >= 500 && aboutThisMail ? { kind: 'refused', error } : { kind: 'later', error, inDoubt: false };
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'refused', error: codeClass(code) };
  return { kind: 'later', error: codeClass(code), inDoubt: dataBegun };
}

function codeClass(code: string | undefined): string {
  return code !== undefined && /^[A-Z_]{2,30}$/.test(code) ? `mail-${code.toLowerCase()}` : 'mail-unknown';
}

function describe(error: unknown): { code?: string; responseCode?: number; command?: string } {
  if (typeof error !== 'object' || error === null) return {};
  return {
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('responseCode' in error && typeof error.responseCode === 'number' ? { responseCode: error.responseCode } : {}),
    ...('command' in error && typeof error.command === 'string' ? { command: error.command } : {}),
  };
}
