import type { Answer } from './answer';
import type { Operation } from './faults';
import type { BankApiId } from './markets';
import {
  applicationInquiry,
  applicationStage,
  applicationStatus,
  type Bank,
  type BankRequest,
  createApplication,
  createEmeaApplication,
  createProspect,
  products,
  referenceData,
} from './operations';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly operation: Operation;
  /** The APIs whose markets may call it. */
  readonly apis: readonly BankApiId[];
  readonly handle: (bank: Bank, request: BankRequest) => Answer;
}

const ONLY_APPLICATION: readonly BankApiId[] = ['application'];
const APAC: readonly BankApiId[] = ['application', 'prospect'];
const APPLICATIONS = '/v1/apac/onboarding/products/unsecured/applications';

/** Every operation behind a token, by the paths of the contract. */
export const ROUTES: readonly Route[] = [
  route('GET', '/v1/apac/utilities/referenceData/([^/]+)', 'reference', APAC, referenceData),
  route('GET', '/v1/utilities/referenceData/([^/]+)', 'reference', [...APAC, 'emeaApplication'], referenceData),
  route('GET', '/v1/apac/onboarding/products', 'products', APAC, products),
  route('POST', APPLICATIONS, 'create', ONLY_APPLICATION, createApplication),
  route('GET', `${APPLICATIONS}/([^/]+)`, 'status', ONLY_APPLICATION, applicationInquiry),
  route('GET', `${APPLICATIONS}/([^/]+)/status`, 'status', ONLY_APPLICATION, applicationStatus),
  route('GET', `/partner${APPLICATIONS}/([^/]+)/stage`, 'status', ONLY_APPLICATION, applicationStage),
  route('POST', '/v1/apac/onboarding/prospects', 'create', ['prospect'], createProspect),
  route('POST', '/v1/emea/onboarding/applications', 'create', ['emeaApplication'], createEmeaApplication),
];

function route(
  method: Route['method'],
  path: string,
  operation: Operation,
  apis: readonly BankApiId[],
  handle: Route['handle'],
): Route {
  return { method, path: new RegExp(`^/gcb/api${path}$`), operation, apis, handle };
}
