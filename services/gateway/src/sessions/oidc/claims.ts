import type { OidcProvider } from '@sportello/service-kit';
import type { IdTokenClaims } from 'openid-client';
import type { Role } from '@sportello/contracts';
import { normaliseEmail } from '../sessions';
import { CLOCK_TOLERANCE } from './provider';

/** What an account may do, as the provider tells it. */
export interface Rights {
  readonly roles: readonly Role[];
  readonly departments: readonly string[];
}

/** Of whom the provider speaks. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  /** Absent when the provider does not vouch for it. */
  readonly email?: string;
  readonly name?: string;
  /** Absent when the Comune keeps roles by itself. */
  readonly rights?: Rights;
}

/**
 * What the client library does not check of a token: that it is not from the future, for nobody else, and of the level asked for.
 * @returns what is wrong
 */
export function problemOfClaims(claims: IdTokenClaims, provider: OidcProvider, now: Date): string | undefined {
  if (claims.iat > now.getTime() / 1000 + CLOCK_TOLERANCE) return 'iat is in the future';
  const trusted = [provider.clientId, ...(provider.audiences ?? [])];
  if ([claims.aud].flat().some((audience) => !trusted.includes(audience))) return 'aud names a stranger';
  if (provider.acrValues !== undefined && !provider.acrValues.includes(claims.acr ?? ''))
    return 'acr is not one of those asked for';
  return undefined;
}

export function personOf(claims: IdTokenClaims, provider: OidcProvider): Person {
  const email = claims.email_verified === true && isEmail(claims.email) ? normaliseEmail(claims.email) : undefined;
  const name = nameIn(claims.name);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(provider.roles === undefined ? {} : { rights: rightsIn(claims, provider.roles) }),
  };
}

function rightsIn(claims: IdTokenClaims, { claim, values }: NonNullable<OidcProvider['roles']>): Rights {
  const told = [claimAt(claims, claim)].flat();
  const mapped = Object.entries(values).flatMap(([value, rights]) => (told.includes(value) ? [rights] : []));
  return {
    roles: [...new Set(mapped.flatMap(({ roles }) => roles))],
    departments: [...new Set(mapped.flatMap(({ departments = [] }) => departments))],
  };
}

/** By its whole name, which may be an address with dots; else as a path, as `realm_access.roles`. */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? Reflect.get(value, step)
          : undefined,
      claims,
    );
}

function isEmail(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 254 && /^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(text);
}

function nameIn(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const name = text
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, 100);
  return name === '' ? undefined : name;
}
