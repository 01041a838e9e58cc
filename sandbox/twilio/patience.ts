/** How patient Twilio is with a webhook, and after what it tries again. */
export interface Patience {
  readonly retries: number;
  readonly retriedAfter: ReadonlySet<Trouble>;
  readonly connectMs: number;
  readonly readMs: number;
  readonly totalMs: number;
}

/** Connecting failed, no answer came, or it was an error. */
export type Trouble = 'ct' | 'rt' | '4xx' | '5xx';

const TROUBLES: readonly Trouble[] = ['ct', 'rt', '4xx', '5xx'];

/** Reads the overrides in a webhook's fragment, `#rc=5&rp=all`; what it does not say is as Twilio does by itself. */
export function patienceOf(fragment: string): Patience {
  const asked = new URLSearchParams(fragment.replace(/^#/, ''));
  const number = (name: string, usual: number, most: number) => Math.min(most, Number(asked.get(name) ?? usual) || 0);
  const policy = (asked.get('rp') ?? 'ct').split(',');
  return {
    retries: number('rc', 1, 5),
    retriedAfter: new Set(TROUBLES.filter((trouble) => policy.includes(trouble) || policy.includes('all'))),
    connectMs: number('ct', 5_000, 10_000),
    readMs: number('rt', 15_000, 15_000),
    totalMs: number('tt', 15_000, 15_000),
  };
}
