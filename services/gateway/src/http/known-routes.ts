import type { FastifyInstance } from 'fastify';

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Remembers what is routed, to tell an unknown address (404) from one that takes another method (405). */
export class KnownRoutes {
  private readonly routes = new Map<string, KnownRoute>();

  /** Sees the routes that are added from now on. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', (route) => {
      const known = this.routes.get(route.url) ?? { pattern: patternOf(route.url), methods: new Set<string>() };
      for (const method of [route.method].flat()) known.methods.add(method);
      this.routes.set(route.url, known);
    });
  }

  /** The methods that this address takes; empty when there is no such address. */
  methodsAt(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? url;
    const methods = [...this.routes.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((route) => [...route.methods]);
    return [...new Set(methods)].sort();
  }
}

function patternOf(url: string): RegExp {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
