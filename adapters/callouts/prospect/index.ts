import { type BankApi, pathOf } from '../bankApi';
import type { Callout } from '../callout';
import { NO_WAY_BACK } from '../capabilities';
import type { Inferred } from '../inferred';
import { submitOutcome } from '../outcome';
import { nameFields } from '../requiredFields';
import { submitChecked } from '../submit';
import { toProspectRequest } from './mapping';
import { ProspectRequest, ProspectResponse } from './wire';

const PROSPECTS = '/v1/apac/onboarding/prospects';
const REFERENCE_DATA = '/v1/apac/utilities/referenceData';

/** Callout 2, "submit prospect": the bank calls the customer, and there is no status to ask for. */
export function createProspectCallout(bank: BankApi, inferred: Inferred): Callout {
  return {
    id: 'prospect',
    capabilities: NO_WAY_BACK,
    requiredFields: (market) => ['product', ...nameFields(market), 'addressLine', 'email', 'mobile', 'smsUpdates'],
    body: (lead) => toProspectRequest(lead, inferred),
    submit: (lead, signal) =>
      submitChecked(toProspectRequest(lead, inferred), ProspectRequest, async (body) => {
        const { market, requestIds, isRetry, isHeld } = lead;
        const answer = await bank.call({
          market,
          method: 'POST',
          path: PROSPECTS,
          body,
          signal,
          requestIds,
          isRetry,
          isHeld,
        });
        return submitOutcome(answer, ProspectResponse, {
          reference: inferred.references.prospect,
          done: ({ prospectId }) => ({ reference: prospectId, details: {} }),
        });
      }),
    status: async () => ({ class: 'unsupported' }),
    referenceData: (market, code, locale) => bank.referenceData(market, pathOf(REFERENCE_DATA, code), locale),
    products: async () => undefined,
  };
}
