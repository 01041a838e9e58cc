import { z } from 'zod';
import { createCallouts, INFERRED } from '../../adapters/callouts';
import { toApplicationRequest } from '../../adapters/callouts/application/mapping';
import { ApplicationRequest } from '../../adapters/callouts/application/wire';
import { type BankApi, type BankApiOptions, createBankApi, pathOf } from '../../adapters/callouts/bankApi';
import { accepted, type BankAnswer, parseJson, reasonOf } from '../../adapters/callouts/bankResponse';
import type { Callout, Capabilities, Lead, LookUpOutcome, SubmitOutcome } from '../../adapters/callouts/callout';
import { submitOutcome } from '../../adapters/callouts/outcome';
import { submitChecked } from '../../adapters/callouts/submit';
import { BankError, Reference } from '../../adapters/callouts/wireText';

const PATH = '/x-not-in-the-contract/applications';
const Kept = z.object({ applicationId: Reference, clientReference: z.string() });

/**
 * A callout to a bank that offers more than our three do: built from the product's own pieces, so that what the outbox
 * does with such a bank is tried over real HTTP.
 */
export function createKeyedCallout(options: Omit<BankApiOptions, 'inferred'>, capabilities: Capabilities): Callout {
  const bank = createBankApi({ ...options, inferred: INFERRED });
  return {
    ...createCallouts(options).application,
    capabilities,
    submit: (lead) =>
      submitChecked(toApplicationRequest(lead, INFERRED), ApplicationRequest, async (body) => {
        const { market, requestIds, isRetry, isHeld, idemKey = '' } = lead;
        const headers = { 'Client-Reference': idemKey, 'Idempotency-Key': idemKey };
        return meaningOf(
          await bank.call({ market, method: 'POST', path: PATH, headers, body, requestIds, isRetry, isHeld }),
          lead,
        );
      }),
    lookUp: (lead) => lookUp(bank, lead),
  };
}

/** An answer about another reference than ours is no answer; a conflict is the one it names, or our mistake. */
function meaningOf(answer: BankAnswer, { idemKey }: Lead): SubmitOutcome {
  const isConflict = answer.kind === 'response' && answer.status === 409;
  const kept = isConflict ? Kept.safeParse(parseJson(answer.body)).data : accepted(answer, Kept);
  if (kept !== undefined && kept.clientReference !== idemKey)
    return { class: 'ambiguous', reason: 'otherClientReference' };
  if (kept !== undefined) return { class: 'done', reference: kept.applicationId, details: {} };
  if (isConflict) return { class: 'config', reason: 'http409' };
  return submitOutcome(answer, Kept, {
    reference: INFERRED.references.application,
    done: ({ applicationId }) => ({ reference: applicationId, details: {} }),
  });
}

async function lookUp(bank: BankApi, { market, idemKey = '', requestIds, isRetry }: Lead): Promise<LookUpOutcome> {
  const answer = await bank.call({ market, method: 'GET', path: pathOf(PATH, idemKey), requestIds, isRetry });
  const isRefused = answer.kind === 'response' && answer.status === 404;
  if (isRefused && BankError.safeParse(parseJson(answer.body)).success) return { class: 'notFound' };
  const kept = accepted(answer, Kept);
  if (kept?.clientReference !== idemKey) return { class: 'unavailable', reason: reasonOf(answer) };
  return { class: 'done', reference: kept.applicationId, details: {} };
}
