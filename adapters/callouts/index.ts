import { createApplicationCallout } from './application';
import { type BankApiOptions, createBankApi } from './bankApi';
import type { Callout } from './callout';
import { createEmeaApplicationCallout } from './emeaApplication';
import { INFERRED } from './inferred';
import { createProspectCallout } from './prospect';

export { INFERRED, type Inferred } from './inferred';

type CalloutOptions = Omit<BankApiOptions, 'inferred'> & Partial<Pick<BankApiOptions, 'inferred'>>;

/** The bank's lead APIs by the id a market names. They share tokens, so one object serves the whole process. */
export function createCallouts(options: CalloutOptions): Record<Callout['id'], Callout> {
  const inferred = options.inferred ?? INFERRED;
  const bank = createBankApi({ ...options, inferred });
  return {
    application: createApplicationCallout(bank, inferred),
    prospect: createProspectCallout(bank, inferred),
    emeaApplication: createEmeaApplicationCallout(bank, inferred),
  };
}
