import type { Answer } from './answer';
import type { Operation } from './faults';
import { createKeyed, lookUpKeyed } from './keyed';
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

/** Every operation behind a token. */
export function routesOf({ keyed }: Bank): readonly Route[] {
  return keyed === undefined ? CONTRACT : [...CONTRACT, ...NOT_IN_THE_CONTRACT];
}

/** By the paths of the contract. */
const CONTRACT: readonly Route[] = [
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

const KEYED = '/x-not-in-the-contract/applications';
/** For trying what is done with banks that offer more; the path says what it is. */
const NOT_IN_THE_CONTRACT: readonly Route[] = [
  route('POST', KEYED, 'create', ONLY_APPLICATION, createKeyed),
  route('GET', `${KEYED}/([^/]+)`, 'status', ONLY_APPLICATION, lookUpKeyed),
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
