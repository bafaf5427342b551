import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@sportello/contracts';
import { Municipalities, type Municipality } from '@sportello/service-kit';
import type { FastifyRequest } from 'fastify';
import { traceOf } from '../http/trace';
import { readerLanguage } from '../language/reader-language';
import { Problem } from '../problems/problem';
import { readCredentials } from '../sessions/credentials';
import { Sessions } from '../sessions/sessions';
import { rememberCaller, type SignedIn } from './caller';

const STAFF = Symbol('who of the staff');

/** Only for staff with one of these roles. The service behind authorises again. */
export const StaffOnly = (...roles: readonly Role[]): MethodDecorator & ClassDecorator => SetMetadata(STAFF, roles);

/** Finds out who asks and in which municipality, once per request, and keeps out who may not. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    private readonly municipalities: Municipalities,
    private readonly sessions: Sessions,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const municipality = municipalityOf(request, this.municipalities);
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(STAFF, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    const staff = await this.staffOf(request, municipality, roles !== undefined);
    if (roles !== undefined) admit(staff, roles);
    const query: unknown = request.query;
    rememberCaller(request, {
      municipality,
      language: readerLanguage(
        {
          lang: typeof query === 'object' && query !== null && 'lang' in query ? query.lang : undefined,
          acceptLanguage: request.headers['accept-language'],
        },
        municipality.languages,
      ),
      address: request.ip,
      trace: traceOf(request.raw),
      ...(staff === undefined ? {} : { staff }),
    });
    return true;
  }

  private async staffOf(
    request: FastifyRequest,
    municipality: Municipality,
    needed: boolean,
  ): Promise<SignedIn | undefined> {
    const credentials = readCredentials(request);
    if (credentials === undefined) return undefined;
    // A browser sends its cookie with whatever a page makes it send; only our own pages can add the header.
    if (credentials.from === 'cookie' && !credentials.guarded) {
      if (needed)
        throw new Problem('NOT_ALLOWED', {
          errors: [{ field: 'X-Sportello-Csrf', message: 'must be sent together with the session cookie' }],
        });
      return undefined;
    }
    const staff = await this.sessions.find(municipality.id, credentials.token);
    if (staff === undefined && credentials.from === 'bearer')
      throw new Problem('NOT_AUTHENTICATED', { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
    return staff;
  }
}

function admit(staff: SignedIn | undefined, roles: readonly Role[]): void {
  if (staff === undefined) throw new Problem('NOT_AUTHENTICATED');
  if (roles.length > 0 && !roles.some((role) => staff.roles.includes(role))) throw new Problem('NOT_ALLOWED');
}

/** By host name, else by the header `X-Municipality`, else the only one there is. @throws Problem UNKNOWN_MUNICIPALITY */
export function municipalityOf(request: FastifyRequest, municipalities: Municipalities): Municipality {
  const slug = request.headers['x-municipality'];
  const found =
    municipalities.byHost(request.host ?? '') ??
    (typeof slug === 'string' && slug !== '' ? municipalities.bySlug(slug) : municipalities.only());
  if (found === undefined) throw new Problem('UNKNOWN_MUNICIPALITY');
  return found;
}
