import type { Lead } from '../callout';
import type { Inferred } from '../inferred';
import {
  chosenProduct,
  collected,
  consentDetails,
  incomeDetails,
  mobileParts,
  nameParts,
  present,
} from '../leadValues';
import type { ApplicationRequest } from './wire';

/** A lead as the body of "create application". What was not asked or skipped leaves no key. */
export function toApplicationRequest(lead: Lead, inferred: Inferred): ApplicationRequest {
  const product = chosenProduct(lead);
  const income = incomeDetails(lead, inferred);
  const employmentStatus = collected(lead, 'employmentStatus');
  const division = collected(lead, 'division');
  const email = collected(lead, 'email');
  const { countryCode, national } = mobileParts(lead);
  return {
    product: {
      creditCardProduct: {
        productCode: product?.code ?? '',
        sourceCode: product?.sourceCode ?? '',
        organization: product?.organization ?? '',
        logo: product?.logo ?? '',
      },
    },
    applicant: present({
      name: wireName(lead, inferred),
      demographics: demographics(lead, inferred),
      address: division ? [{ addressType: inferred.addressType, state: division }] : undefined,
      email: email ? [{ emailAddress: email }] : [],
      phone: [{ phoneType: inferred.mobilePhoneType, phoneCountryCode: countryCode, phoneNumber: national }],
      financialInformation: income ? { incomeDetails: [present(income)] } : undefined,
      employmentDetails: employmentStatus ? [{ employmentStatus }] : undefined,
      consentDetails: consentDetails(lead, inferred),
    }),
  };
}

function wireName(lead: Lead, inferred: Inferred): ApplicationRequest['applicant']['name'] {
  const { givenName, surname, middleName, fullName } = nameParts(lead);
  const onlyName = inferred.applicationWithoutSurname === 'repeatGiven' ? givenName : undefined;
  return present({
    salutation: collected(lead, 'salutation') ?? '',
    givenName,
    middleName,
    surname: surname ?? onlyName,
    fullName: inferred.sendFullName ? fullName : undefined,
  });
}

/** A status is a country on the wire: the market's own, under the key that says what it is to the customer. */
function demographics(lead: Lead, { residence }: Inferred): ApplicationRequest['applicant']['demographics'] {
  const key = residence[collected(lead, 'residenceStatus') ?? ''];
  return key && { [key]: lead.market.market };
}
