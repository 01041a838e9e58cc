import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a command on the server's own machine proves itself with: it knows the master key as the server does, from which
 * this key is derived. A seal holds for one body and for a minute.
 */
export interface AdministrationSeal {
  seal(body: string, at: number): string;
  isRight(seal: string | undefined, body: string, now: number): boolean;
}

const LASTS_MS = 60_000;

export function createAdministrationSeal(key: string): AdministrationSeal {
  const seal = (body: string, at: number) =>
    `${at}.${createHmac('sha256', key).update(`${at}\n${body}`).digest('base64url')}`;
  return {
    seal,
    isRight(given, body, now) {
      const at = Number((given ?? '').split('.')[0]);
      if (!Number.isSafeInteger(at) || Math.abs(now - at) > LASTS_MS) return false;
      const [one, other] = [Buffer.from(given ?? ''), Buffer.from(seal(body, at))];
      return one.length === other.length && timingSafeEqual(one, other);
    },
  };
}
