import type { Lead } from '../callout';
import type { Inferred } from '../inferred';
import { chosenProduct, collected, consentDetails, mobileParts, nameParts, present } from '../leadValues';
import type { EmeaApplicationRequest } from './wire';

/** A lead as the body of the EMEA "create application". What was not asked or skipped leaves no key. */
export function toEmeaApplicationRequest(lead: Lead, inferred: Inferred): EmeaApplicationRequest {
  const product = chosenProduct(lead);
  const email = collected(lead, 'email');
  const { countryCode, national } = mobileParts(lead);
  const { givenName, surname, middleName } = nameParts(lead);
  return {
    productDetails: [
      {
        productCategory: product?.category ?? '',
        productCode: product?.code ?? '',
        sourceCode: product?.sourceCode ?? '',
        logo: product?.logo ?? '',
        organization: product?.organization ?? '',
      },
    ],
    applicant: present({
      name: present({
        salutation: collected(lead, 'salutation'),
        givenName,
        surname: surname ?? givenName,
        middleName,
      }),
      email: email ? [{ emailAddress: email, emailType: inferred.emeaEmailType }] : undefined,
      phone: [{ phoneType: inferred.mobilePhoneType, phoneCountryCode: countryCode, phoneNumber: national }],
      consentDetails: consentDetails(lead, inferred),
    }),
  };
}
