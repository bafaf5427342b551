import { resolve } from 'node:path';

/** One or more variables of the environment are wrong; the message names each and says what it takes. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Reads variables one by one and gathers what is wrong with them, so that a person corrects all at once. An empty variable counts as absent. */
export class Environment {
  private readonly problems: string[] = [];

  constructor(private readonly variables: Readonly<Record<string, string | undefined>>) {}

  text(name: string): string | undefined {
    const value = this.variables[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return otherwise;
    if (['true', '1', 'yes', 'on'].includes(value)) return true;
    if (['false', '0', 'no', 'off'].includes(value)) return false;
    this.problems.push(`${name} must be true or false`);
    return otherwise;
  }

  wholeNumber(name: string, limits: { readonly min: number; readonly max: number }): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= limits.min && number <= limits.max) return number;
    this.problems.push(`${name} must be a whole number from ${limits.min} to ${limits.max}`);
    return undefined;
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.text(name);
    const word = words.find((candidate) => candidate === value);
    if (value !== undefined && word === undefined) this.problems.push(`${name} must be one of ${words.join(', ')}`);
    return word;
  }

  /** A URL of one of these schemes. What was given is not repeated in the error: it may hold a password. */
  url(name: string, schemes: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (URL.canParse(value) && schemes.includes(new URL(value).protocol.replace(':', ''))) return value;
    this.problems.push(
      `${name} must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    );
    return undefined;
  }

  /** An absolute path; a relative one counts from the working directory. */
  path(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : resolve(value);
  }

  /** A key of exactly 32 bytes, in hexadecimal or base64. */
  key(name: string): Buffer | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const bytes = Buffer.from(value, /^[0-9a-f]{64}$/i.test(value) ? 'hex' : 'base64');
    if (bytes.length === 32) return bytes;
    this.problems.push(`${name} must be 32 bytes in hexadecimal (64 digits) or base64`);
    return undefined;
  }

  refuse(problem: string): void {
    this.problems.push(problem);
  }

  /** @throws SettingsError when anything read so far was wrong */
  assertRight(): void {
    if (this.problems.length > 0) throw new SettingsError(this.problems);
  }
}
