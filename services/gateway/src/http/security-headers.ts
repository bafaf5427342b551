import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** What an answer of the API may load or run in a browser: nothing. HTML pages replace it by their own policy. */
const NOTHING = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } };

/** Those that every HTTP answer has anyway, and that are not helmet's. */
const NOT_HELMETS = new Set(['content-length', 'content-type', 'date', 'connection', 'keep-alive']);

/**
 * The headers that helmet sets. They are the same for every answer, so helmet is asked once: run anew for each request it cost as
 * much as routing it (measured).
 */
export async function securityHeaders(publicUrl: string): Promise<Readonly<Record<string, string>>> {
  const secure = publicUrl.startsWith('https:');
  const adapter = new FastifyAdapter();
  await adapter.getInstance().register(helmet, {
    contentSecurityPolicy: NOTHING,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
  const instance = adapter.getInstance();
  instance.get('/', (_request, reply) => reply.send(''));
  const answer = await instance.inject('/');
  await adapter.close();
  return Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) =>
      NOT_HELMETS.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
