import type { Register } from '../../store/store';

/** How often somebody may look at something masked: a bound on what one person can carry off in an hour. */
export interface RevealAllowance {
  /** Counts one more look; `spent` when it would be too many, with whether that was said before in this hour. */
  take(agent: string): Promise<'taken' | 'spent' | 'spentAgain'>;
}

const KIND = 'revealAllowance';
const AN_HOUR_MS = 3_600_000;
const MOST_AN_HOUR = 30;
const MOST_ATTEMPTS = 20;

/** Kept where all processes count together, and where a restart forgets nothing. */
export function createRevealAllowance(register: Register, clock: () => number): RevealAllowance {
  const attempt = async (agent: string): Promise<'taken' | 'spent' | 'spentAgain' | undefined> => {
    const now = clock();
    const entry = await register.read(KIND, agent);
    const { looks, spentAt } = countOf(entry?.body);
    const recent = looks.filter((at) => at > now - AN_HOUR_MS);
    const isSpent = recent.length >= MOST_AN_HOUR;
    if (isSpent && spentAt > now - AN_HOUR_MS) return 'spentAgain';
    const body = isSpent ? { looks: recent, spentAt: now } : { looks: [...recent, now], spentAt };
    const next = { kind: KIND, id: agent, body, expiresAt: now + AN_HOUR_MS };
    const outcome = await register.write(next, entry?.version ?? 0);
    if (outcome !== 'written') return undefined;
    return isSpent ? 'spent' : 'taken';
  };
  return {
    async take(agent) {
      for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
        const outcome = await attempt(agent);
        if (outcome !== undefined) return outcome;
      }
      // Somebody who looks at so much at once is not to look at more.
      return 'spentAgain';
    },
  };
}

/** As `take` wrote it, so its shape is known. */
function countOf(body: unknown): { readonly looks: readonly number[]; readonly spentAt: number } {
  return (body ?? { looks: [], spentAt: 0 }) as { readonly looks: readonly number[]; readonly spentAt: number };
}
