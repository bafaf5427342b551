import { hkdfSync } from 'node:crypto';
import { MY_REPORTS_LINK_MINUTES } from '@sportello/contracts';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../clock';

/** No other token of the product says this of itself, and whoever reads this one asks for it. */
const AUDIENCE = 'sportello:my-reports';
const ALGORITHM = 'HS256';

/**
 * The links that open the list of somebody's reports: JWTs (RFC 7519) that say of which contact and of which Comune, valid for half an hour and
 * stored nowhere. The contact stands in them as its HMAC. Their key makes nothing else.
 */
export class MyReportsLinks {
  private readonly key: Uint8Array;

  /** @param masterKey at least 32 random bytes */
  constructor(
    masterKey: Buffer,
    private readonly clock: Clock,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello my reports link', 32));
  }

  /** @param contactHmac as in the index of contacts */
  write(municipalityId: string, contactHmac: string): Promise<string> {
    const now = Math.floor(Date.parse(this.clock()) / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM })
      .setAudience(AUDIENCE)
      .setIssuer(municipalityId)
      .setSubject(contactHmac)
      .setIssuedAt(now)
      .setExpirationTime(now + MY_REPORTS_LINK_MINUTES * 60)
      .sign(this.key);
  }

  /** The HMAC of the contact; undefined for a link that expired, was altered, is of another Comune, or is no such link. */
  async read(municipalityId: string, token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        issuer: municipalityId,
        requiredClaims: ['sub', 'iat', 'exp'],
        currentDate: new Date(this.clock()),
      });
      return payload.sub;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
