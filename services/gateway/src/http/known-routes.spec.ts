import { FastifyAdapter } from '@nestjs/platform-fastify';
import { KnownRoutes } from './known-routes';

it('an address is known by its pattern, with the methods that it takes', () => {
  const instance = new FastifyAdapter().getInstance();
  const routes = new KnownRoutes();
  routes.watch(instance);
  instance.post('/reports', (_request, reply) => reply.send());
  instance.get('/reports/:code', (_request, reply) => reply.send());
  instance.get('/dev/mail.json', (_request, reply) => reply.send());
  expect(routes.methodsAt('/reports?page=1')).toEqual(['POST']);
  expect(routes.methodsAt('/reports/ABC')).toEqual(['GET', 'HEAD']);
  expect(routes.methodsAt('/reports/ABC/nothing')).toEqual([]);
  expect(routes.methodsAt('/dev/mailxjson')).toEqual([]);
});
