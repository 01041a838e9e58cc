import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

export interface PagePolicy {
  /** Sites that may show our pages in a frame; none by default. A route may set its own policy. */
  readonly frameAncestors?: readonly string[];
  /** Where pages may connect besides their own origin, for example `wss://chat.example.com`. */
  readonly connect?: readonly string[];
  /** Whether pages are served over https; then browsers are told to stay there. */
  readonly https?: boolean;
}

/** Helmet's headers for our pages, worked out once at start instead of for every request. */
export function pageHeaders(policy: PagePolicy): readonly (readonly [string, string])[] {
  const collected = new Map<string, string>();
  const sink = {
    setHeader: (name: string, value: string) => collected.set(name, value),
    removeHeader: (name: string) => collected.delete(name),
  };
  const framed = (policy.frameAncestors ?? []).length > 0;
  const middleware = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: directives(policy) },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: framed ? 'cross-origin' : 'same-origin' },
    frameguard: framed ? false : { action: 'deny' },
    strictTransportSecurity: policy.https === true,
  });
  // Helmet only calls these two methods of the response and reads nothing of the request.
  middleware({} as IncomingMessage, sink as unknown as ServerResponse, () => undefined);
  return [...collected];
}

function directives(policy: PagePolicy): Record<string, string[]> {
  return {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    manifestSrc: ["'self'"],
    connectSrc: ["'self'", ...(policy.connect ?? [])],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    objectSrc: ["'none'"],
    frameAncestors: policy.frameAncestors?.length ? [...policy.frameAncestors] : ["'none'"],
  };
}
