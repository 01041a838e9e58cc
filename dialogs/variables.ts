import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Product } from '../machines/bank';
import type { Facts } from '../machines/facts';
import type { Vars } from './template';
import type { View } from './view';

/** What any text may mention. Read only when a text names it, since a phone takes longer to format than a text to say. */
export function variablesOf(view: View): Vars {
  const { bank, facts, market } = view;
  return {
    bank: bank.name,
    legalEntity: bank.legalEntity,
    contactPhone: bank.contactPhone,
    contactHours: market.contactHours,
    age: market.minAge,
    privacyUrl: bank.links.privacy,
    termsUrl: bank.links.terms,
    get keyFactsUrl() {
      return chosenProduct(view)?.keyFactsUrl ?? bank.links.keyFacts;
    },
    get product() {
      return chosenProduct(view)?.name ?? '';
    },
    get mobile() {
      return nationalMobile(facts.fields.mobile?.value ?? '');
    },
    get reference() {
      return referenceOf(facts) ?? '';
    },
  };
}

/** The reference number the bank gave, if it has. */
export function referenceOf(facts: Facts): string | undefined {
  let reference: string | undefined;
  for (const fact of Object.values(facts.callouts)) if (fact.status === 'succeeded') reference = fact.reference;
  return reference;
}

/** As people of the country write it; unchanged when it is no phone number. */
export function nationalMobile(e164: string): string {
  const phone: PhoneNumber | undefined = parsePhoneNumberFromString(e164);
  return phone?.formatNational() ?? e164;
}

function chosenProduct({ bank, facts }: View): Product | undefined {
  const code = facts.fields.product?.value;
  return bank.products.find((product) => product.code === code);
}
