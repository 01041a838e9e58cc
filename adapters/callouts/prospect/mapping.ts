import type { Lead } from '../callout';
import type { Inferred } from '../inferred';
import { collected, incomeDetails, mobileParts, nameParts, present } from '../leadValues';
import type { ProspectRequest } from './wire';

/** A lead as the body of "submit prospect". What was not asked or skipped leaves no key. */
export function toProspectRequest(lead: Lead, inferred: Inferred): ProspectRequest {
  const income = incomeDetails(lead, inferred);
  const email = collected(lead, 'email');
  const { countryCode, national } = mobileParts(lead);
  const { givenName, surname, middleName } = nameParts(lead);
  const currencyCode = lead.market.currency.code;
  return {
    interest: { productGroup: collected(lead, 'product') ?? '' },
    prospect: present({
      name: present({
        salutation: collected(lead, 'salutation'),
        givenName,
        middleName,
        surname: surname ?? givenName,
      }),
      address: [
        present({
          addressType: inferred.addressType,
          addressLine1: collected(lead, 'addressLine') ?? '',
          provinceCode: collected(lead, 'division'),
        }),
      ],
      email: email ? [{ emailAddress: email }] : [],
      phone: [{ phoneType: inferred.mobilePhoneType, phoneCountryCode: countryCode, phoneNumber: national }],
      contactPreference: { sendSmsAdviceFag: collected(lead, 'smsUpdates') === 'yes' },
      financialInformation: income ? { incomeDetails: [present({ ...income, currencyCode })] } : undefined,
    }),
  };
}
