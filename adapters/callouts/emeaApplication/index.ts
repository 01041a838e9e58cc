import { type BankApi, emeaHeaders, pathOf } from '../bankApi';
import type { Callout } from '../callout';
import { NO_WAY_BACK } from '../capabilities';
import type { Inferred } from '../inferred';
import { present } from '../leadValues';
import { submitOutcome } from '../outcome';
import { nameFields } from '../requiredFields';
import { submitChecked } from '../submit';
import { toEmeaApplicationRequest } from './mapping';
import { EmeaApplicationRequest, EmeaApplicationResponse } from './wire';

const APPLICATIONS = '/v1/emea/onboarding/applications';
const REFERENCE_DATA = '/v1/utilities/referenceData';

/** Callout 3, the EMEA "create application": the market travels in a header, and no status operation is documented. */
export function createEmeaApplicationCallout(bank: BankApi, inferred: Inferred): Callout {
  return {
    id: 'emeaApplication',
    capabilities: NO_WAY_BACK,
    requiredFields: (market) => ['product', ...nameFields(market), 'mobile'],
    body: (lead) => toEmeaApplicationRequest(lead, inferred),
    submit: (lead, signal) =>
      submitChecked(toEmeaApplicationRequest(lead, inferred), EmeaApplicationRequest, async (body) => {
        const { market, locale, requestIds, isRetry, isHeld } = lead;
        const headers = emeaHeaders(market, inferred);
        const answer = await bank.call({
          market,
          method: 'POST',
          path: APPLICATIONS,
          headers,
          locale,
          body,
          signal,
          requestIds,
          isRetry,
          isHeld,
        });
        return submitOutcome(answer, EmeaApplicationResponse, {
          reference: inferred.references.emeaApplication,
          done: ({ applicationId, ...details }) => ({ reference: applicationId, details: present(details) }),
        });
      }),
    status: async () => ({ class: 'unsupported' }),
    referenceData: (market, code, locale) => bank.referenceData(market, pathOf(REFERENCE_DATA, code), locale),
    products: async () => undefined,
  };
}
