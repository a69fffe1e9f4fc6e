/** Which methods a path has, for the answer to a request whose path is known and whose method is not (RFC 9110 §15.5.6). */
import type { FastifyInstance } from 'fastify';

/** Notes every route that is registered from now on. */
export function knownPaths(app: FastifyInstance): { methodsOf(path: string): readonly string[] } {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  app.addHook('onRoute', ({ method, url }) => {
    const known = routes.get(url) ?? { pattern: toPattern(url), methods: new Set<string>() };
    for (const each of [method].flat()) known.methods.add(each);
    routes.set(url, known);
  });
  return {
    methodsOf(path) {
      const found = new Set<string>();
      for (const { pattern, methods } of routes.values())
        if (pattern.test(path)) for (const method of methods) found.add(method);
      return [...found].sort();
    },
  };
}

/** A path that ends in `*` is a place for files or preflights, not a resource. */
const nothing = /(?!)/;

function toPattern(url: string): RegExp {
  if (url.includes('*')) return nothing;
  const segments = url.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : escaped(segment)));
  return new RegExp(`^${segments.join('/')}/?$`, 'i');
}

const escaped = (text: string): string => text.replaceAll(/[$.*+?^(){}|[\]\\]/g, String.raw`\$&`);
