import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const FILE = 'sportelloTakesFile';

/** The route takes a form with a file, as long and as slow as a file may be. */
export function TakesFile(): MethodDecorator {
  return RouteConfig({ [FILE]: true });
}

export function takesFile({ routeOptions }: FastifyRequest): boolean {
  const config: object = routeOptions.config;
  return FILE in config && config[FILE] === true;
}
