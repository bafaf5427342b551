import type { FastifyRequest } from 'fastify';

/** Name of the console's cookie. */
export const SESSION_COOKIE = 'sportello_session';
/** The header that only our own pages can send along with the cookie: its presence is what counts. */
export const CSRF_HEADER = 'x-sportello-csrf';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Credentials {
  readonly token: string;
  readonly from: 'bearer' | 'cookie';
  /** True when the request cannot have been forged by another site's page. */
  readonly guarded: boolean;
}

/** The access token of a request: `Authorization: Bearer` (RFC 6750), else the cookie. What cannot be a token of ours is passed on to be refused. */
export function readCredentials(request: FastifyRequest): Credentials | undefined {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) {
    return { token: /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '', from: 'bearer', guarded: true };
  }
  const token = cookieOf(request.headers.cookie, SESSION_COOKIE);
  if (token === undefined) return undefined;
  return {
    token,
    from: 'cookie',
    guarded: SAFE_METHODS.has(request.method) || request.headers[CSRF_HEADER] !== undefined,
  };
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** The value of a cookie, as the browser sent it. */
export function cookieOf(header: string | undefined, wanted: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === wanted && value !== undefined) return value;
  }
  return undefined;
}

/** `SameSite=Strict`: no other site's link or form carries it. `Secure` wherever the product is reached over HTTPS. */
export function sessionCookie(token: string, maxAgeSeconds: number, publicUrl: string): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`;
}
