import { pause } from './customers';
import type { Machines } from './machines';
import { fetchSoon } from './patience';

/** Two people at the bank, who settle what the product cannot know; both must want the same. */
const TOKENS = [`ann-${'a'.repeat(40)}`, `bob-${'b'.repeat(40)}`] as const;
export const OPERATORS = { OPERATOR_TOKENS: `ann:${TOKENS[0]},bob:${TOKENS[1]}` } as const;
export const OPERATOR_SECRETS: readonly string[] = TOKENS;

interface OpenCase {
  readonly id: string;
  readonly status: string;
  readonly possible: readonly string[];
  readonly evidence: { readonly submission?: { readonly requestIds?: readonly string[] } };
}

/** Settles every open case as the bank's ledger has it: done where the bank took it, and sent again where it did not. */
export async function settleCases(machines: Machines): Promise<{ readonly done: number; readonly resent: number }> {
  const settled = { done: 0, resent: 0 };
  const { cases } = (await call(machines, TOKENS[0], 'cases')) as { readonly cases: readonly OpenCase[] };
  const ledger = await machines.applications();
  for (const { id, evidence } of cases.filter((one) => one.status === 'open' && one.possible.includes('done'))) {
    const ids = evidence.submission?.requestIds ?? [];
    const taken = ledger.find(({ uuid }) => ids.includes(uuid));
    const action = taken === undefined ? { kind: 'resend' } : { kind: 'done', reference: taken.reference };
    for (const token of TOKENS) await call(machines, token, 'cases/decide', { caseId: id, action });
    settled[taken === undefined ? 'resent' : 'done'] += 1;
  }
  return settled;
}

export async function backUp(machines: Machines): Promise<void> {
  await call(machines, TOKENS[0], 'backup', {});
}

async function call(machines: Machines, token: string, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
  for (let tries = 0; tries < 5; tries++) {
    const answer = await fetchSoon(`http://127.0.0.1:${machines.port}/api/operator/${path}`, request);
    if (answer.ok) return answer.json();
    // Somebody's turn in that conversation comes first.
    if (answer.status !== 503 && answer.status !== 409) throw new Error(`${path}: ${await answer.text()}`);
    await pause(500);
  }
  throw new Error(`${path} was refused five times.`);
}
