import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const FORM = 'sportelloTakesForm';

/** The route is posted to by a button of a page, or by a mail program (RFC 8058). What the form says does not matter: that it was sent does. */
export function TakesForm(): MethodDecorator {
  return RouteConfig({ [FORM]: true });
}

export function takesForm({ routeOptions }: FastifyRequest): boolean {
  const config: object = routeOptions.config;
  return FORM in config && config[FORM] === true;
}
