import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Market } from '../../../machines/market';

/** The conversation that a browser comes back to. */
const Visit = z.object({
  conv: z.string().regex(/^[\w-]{16,64}$/),
  user: z.string().regex(/^dl_[\w-]{1,64}$/),
  until: z.number(),
});
export interface Visit {
  readonly conversationId: string;
  readonly userId: string;
}

export interface VisitCookies {
  /** Undefined when there is none, or it was changed, or it is too old. */
  read(header: string | undefined, market: Market): Visit | undefined;
  write(visit: Visit, market: Market): string;
}

export interface VisitCookieOptions {
  /** The first signs, all verify. */
  readonly keys: readonly string[];
  readonly clock: () => number;
  /** True when pages are served over https. */
  readonly secure: boolean;
}

const DAYS_30_S = 30 * 24 * 3_600;

/** Whether a browser seems to have been here before; what it shows is checked when it is read. */
export function hasVisitCookie(header: string | undefined): boolean {
  return /(?:^|;\s*)lc_[A-Z]{2}=/.test(header ?? '');
}

/** Signed and unreadable for scripts; one per market, sent only to the address that issues tokens. */
export function createVisitCookies({ keys, clock, secure }: VisitCookieOptions): VisitCookies {
  const signature = (key: string, name: string, value: string) =>
    createHmac('sha256', key).update(`${name}=${value}`).digest('base64url');
  const [signer = ''] = keys;
  return {
    read(header, market) {
      const name = `lc_${market}`;
      const [value = '', sent = ''] = cookieNamed(header ?? '', name).split('.');
      if (!keys.some((key) => isSame(signature(key, name, value), sent))) return undefined;
      const visit = Visit.safeParse(decode(value));
      if (!visit.success || visit.data.until <= clock()) return undefined;
      return { conversationId: visit.data.conv, userId: visit.data.user };
    },
    write({ conversationId, userId }, market) {
      const name = `lc_${market}`;
      const until = clock() + DAYS_30_S * 1000;
      const value = Buffer.from(JSON.stringify({ conv: conversationId, user: userId, until })).toString('base64url');
      const flags = `Path=/api/chat; Max-Age=${DAYS_30_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
      return `${name}=${value}.${signature(signer, name, value)}; ${flags}`;
    },
  };
}

function cookieNamed(header: string, name: string): string {
  const pair = header.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1) ?? '';
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function decode(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
