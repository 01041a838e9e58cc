import type { MarketProfile } from '../../../machines/market';
import { type BankApi, pathOf } from '../bankApi';
import { accepted, reasonOf } from '../bankResponse';
import type { Callout, StatusOutcome } from '../callout';
import { NO_WAY_BACK } from '../capabilities';
import type { Inferred } from '../inferred';
import { submitOutcome } from '../outcome';
import { nameFields } from '../requiredFields';
import { submitChecked } from '../submit';
import { toApplicationRequest } from './mapping';
import { ApplicationRequest, ApplicationResponse, StageResponse } from './wire';

const PRODUCTS = '/v1/apac/onboarding/products';
const APPLICATIONS = '/v1/apac/onboarding/products/unsecured/applications';
const PARTNER_APPLICATIONS = '/partner/v1/apac/onboarding/products/unsecured/applications';
const REFERENCE_DATA = '/v1/apac/utilities/referenceData';

/** Callout 1, "create application": the one lead API whose progress can be asked for later. */
export function createApplicationCallout(bank: BankApi, inferred: Inferred): Callout {
  return {
    id: 'application',
    capabilities: NO_WAY_BACK,
    requiredFields: (market) => ['product', 'salutation', ...nameFields(market), 'mobile', 'email'],
    body: (lead) => toApplicationRequest(lead, inferred),
    submit: (lead, signal) =>
      submitChecked(toApplicationRequest(lead, inferred), ApplicationRequest, async (body) => {
        const { market, locale, requestIds, isRetry, isHeld } = lead;
        const answer = await bank.call({
          market,
          method: 'POST',
          path: APPLICATIONS,
          locale,
          body,
          signal,
          requestIds,
          isRetry,
          isHeld,
        });
        return submitOutcome(answer, ApplicationResponse, {
          reference: inferred.references.application,
          done: ({ applicationId, ...details }) => ({ reference: applicationId, details }),
        });
      }),
    status: (market, reference, details) => stageOf(bank, market, reference, details.controlFlowId),
    referenceData: (market, code, locale) => bank.referenceData(market, pathOf(REFERENCE_DATA, code), locale),
    products: (market) => bank.products(market, PRODUCTS),
  };
}

/** Asks the status with the key the create gave; without it, or when the bank no longer knows it, the lighter stage. */
async function stageOf(
  bank: BankApi,
  market: MarketProfile,
  reference: string,
  controlFlowId: string | undefined,
): Promise<StatusOutcome> {
  const ask = async (path: string) => {
    const answer = await bank.call({ market, method: 'GET', path });
    return { answer, stage: accepted(answer, StageResponse)?.applicationStage };
  };
  if (controlFlowId) {
    const path = `${pathOf(APPLICATIONS, reference, 'status')}?controlFlowId=${encodeURIComponent(controlFlowId)}`;
    const { stage } = await ask(path);
    if (stage !== undefined) return { class: 'known', stage };
  }
  const { stage, answer } = await ask(pathOf(PARTNER_APPLICATIONS, reference, 'stage'));
  return stage === undefined ? { class: 'unavailable', reason: reasonOf(answer) } : { class: 'known', stage };
}
