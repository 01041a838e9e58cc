import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { StoreFault } from '../storeFault';

/** One HTTPS request, as the composition makes it. Undefined: no whole answer came within the time given. */
export type KeyVaultCall = (request: KeyVaultRequest) => Promise<KeyVaultAnswer | undefined>;

export interface KeyVaultRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface KeyVaultAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TOTAL_MS = 6_000;
const ATTEMPT_MS = 2_500;
const MOST_TRIES = 4;
const LONGEST_WAIT_MS = 2_000;

/**
 * Asks until there is an answer that says something: silence, 408, 429 and failing servers are tried again, as late as
 * they ask for, but only so long that a turn still can wait for it.
 */
export async function askPatiently(
  call: KeyVaultCall,
  request: Omit<KeyVaultRequest, 'timeoutMs'>,
): Promise<KeyVaultAnswer> {
  const until = performance.now() + TOTAL_MS;
  for (let tries = 1; ; tries += 1) {
    const left = until - performance.now();
    const answer = await call({ ...request, timeoutMs: Math.max(1, Math.min(ATTEMPT_MS, left)) });
    if (answer !== undefined && !isPassing(answer.status)) return answer;
    const waitMs = waitOf(answer, tries);
    if (tries >= MOST_TRIES || performance.now() + waitMs >= until) throw unreachable(answer);
    await pause(waitMs);
  }
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function waitOf(answer: KeyVaultAnswer | undefined, tries: number): number {
  const asked = Number(answer?.headers['retry-after']) * 1_000;
  return asked > 0 ? Math.min(asked, LONGEST_WAIT_MS) : 100 * 2 ** tries;
}

/** What is told when the vault did not do what it was asked, though nothing is known against the key. */
export function unreachable(answer: KeyVaultAnswer | undefined): StoreFault {
  return new StoreFault('keysUnreachable', { detail: answer === undefined ? 'no answer' : `it said ${said(answer)}` });
}

const Problem = z.object({ error: z.union([z.string(), z.object({ code: z.string() })]) });

/** Its status, and its own name for what is wrong. The rest of its answer is not repeated. */
function said({ status, body }: KeyVaultAnswer): string {
  const problem = Problem.safeParse(jsonOf(body)).data?.error;
  return [status, typeof problem === 'string' ? problem : problem?.code].filter(Boolean).join(' ');
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
