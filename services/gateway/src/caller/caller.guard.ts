import { applyDecorators, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import { mayWith, type Action } from '@sportello/contracts';
import { Municipalities, type Municipality, type Point } from '@sportello/service-kit';
import type { FastifyRequest } from 'fastify';
import { traceOf } from '../http/trace';
import { readerLanguage } from '../language/reader-language';
import { Problem } from '../problems/problem';
import { readCredentials } from '../sessions/credentials';
import { Sessions } from '../sessions/sessions';
import { asksSecondFactor, WITHOUT_SECOND_FACTOR } from '../sessions/totp/requirement';
import { rememberCaller, type SignedIn } from './caller';

/** How the API's description names the row of the table that a call is. */
export const ACTION_EXTENSION = 'x-sportello-action';

const STAFF_ACTION = Symbol('what of the staff');
const BY_PLACE = Symbol('the place may decide');
const BEARER_OF_ITS_OWN = Symbol('no session');

/** Only for those of the staff who may do this somewhere, by the table of policies. The service behind authorises again. */
export const StaffOnly = (action: Action): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(STAFF_ACTION, action), ApiExtension(ACTION_EXTENSION, action));

/** When neither host nor header names the Comune, the place in the body does. */
export const ByPlace = (): MethodDecorator => SetMetadata(BY_PLACE, true);

/** The bearer token proves something else than a session, and the route looks at it: whoever asks is nobody of the staff. */
export const BearerOfItsOwn = (): MethodDecorator => SetMetadata(BEARER_OF_ITS_OWN, true);

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
    const municipality = this.municipalityOf(request, execution);
    const action = this.reflector.getAllAndOverride<Action | undefined>(STAFF_ACTION, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    const staff = await this.staffOf(request, municipality, execution, action !== undefined);
    if (action !== undefined) admit(staff, action);
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

  private municipalityOf(request: FastifyRequest, execution: ExecutionContext): Municipality {
    const named = namedMunicipality(request, this.municipalities);
    if (named !== undefined) return named;
    const byPlace = this.reflector.getAllAndOverride<true | undefined>(BY_PLACE, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    const place = byPlace === true ? placeIn(request.body) : undefined;
    if (place === undefined || headerOf(request) !== undefined) throw new Problem('UNKNOWN_MUNICIPALITY');
    const found = this.municipalities.at(place);
    if (found === undefined)
      throw new Problem('OUTSIDE_ALL_MUNICIPALITIES', { names: this.municipalities.all().map(({ name }) => name) });
    return found;
  }

  private async staffOf(
    request: FastifyRequest,
    municipality: Municipality,
    execution: ExecutionContext,
    needed: boolean,
  ): Promise<SignedIn | undefined> {
    const noSession = this.reflector.getAllAndOverride<true | undefined>(BEARER_OF_ITS_OWN, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    const credentials = readCredentials(request);
    if (credentials === undefined || noSession === true) return undefined;
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
    if (staff === undefined || this.mayBeHere(staff, municipality, execution)) return staff;
    if (needed || credentials.from === 'bearer') throw new Problem('SECOND_FACTOR_ENROLMENT_REQUIRED');
    return undefined;
  }

  /** Who must have a second factor and showed none gets no further than to where one is set up. */
  private mayBeHere(staff: SignedIn, municipality: Municipality, execution: ExecutionContext): boolean {
    if (staff.secondFactor || !asksSecondFactor(municipality, staff.roles)) return true;
    const without = this.reflector.getAllAndOverride<true | undefined>(WITHOUT_SECOND_FACTOR, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    return without === true;
  }
}

function admit(staff: SignedIn | undefined, action: Action): void {
  if (staff === undefined) throw new Problem('NOT_AUTHENTICATED');
  if (!mayWith(staff.roles, action)) throw new Problem('NOT_ALLOWED');
}

/** By host name, else by the header `X-Municipality`, else the only one there is. @throws Problem UNKNOWN_MUNICIPALITY */
export function municipalityOf(request: FastifyRequest, municipalities: Municipalities): Municipality {
  const named = namedMunicipality(request, municipalities);
  if (named === undefined) throw new Problem('UNKNOWN_MUNICIPALITY');
  return named;
}

function namedMunicipality(request: FastifyRequest, municipalities: Municipalities): Municipality | undefined {
  const byHost = municipalities.byHost(request.host ?? '');
  if (byHost !== undefined) return byHost;
  const slug = headerOf(request);
  return slug === undefined ? municipalities.only() : municipalities.bySlug(slug);
}

function headerOf(request: FastifyRequest): string | undefined {
  const slug = request.headers['x-municipality'];
  return typeof slug === 'string' && slug !== '' ? slug : undefined;
}

/** The coordinates in a body that nobody has validated yet. */
function placeIn(body: unknown): Point | undefined {
  const location = memberOf(body, 'location');
  const lat = memberOf(location, 'lat');
  const lon = memberOf(location, 'lon');
  return typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
