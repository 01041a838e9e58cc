import type { HttpRequest } from '../../adapters/route';

/** Looks something up once for each request: what a policy judged is the very thing that the handler then works on. */
export function oncePerRequest<T>(look: (request: HttpRequest) => Promise<T>): (request: HttpRequest) => Promise<T> {
  const looks = new WeakMap<HttpRequest, Promise<T>>();
  return (request) => {
    const known = looks.get(request);
    if (known !== undefined) return known;
    const begun = look(request);
    looks.set(request, begun);
    return begun;
  };
}
