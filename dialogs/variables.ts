import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Product } from '../machines/bank';
import type { Facts } from '../machines/facts';
import type { Vars } from './template';
import type { View } from './view';

/** What any text may mention. Read only when a text names it, since a phone takes longer to format than a text to say. */
export function variablesOf(view: View): Vars {
  // Every property is a text or a number; a class cannot say so of all names.
  return new Variables(view) as unknown as Vars;
}

/** No text can name it. */
const VIEW = Symbol('view');

/** Getters of a class cost nothing until they are read; those of an object literal are made anew with each object. */
class Variables {
  private readonly [VIEW]: View;

  constructor(view: View) {
    this[VIEW] = view;
  }

  get bank() {
    return this[VIEW].bank.name;
  }
  get legalEntity() {
    return this[VIEW].bank.legalEntity;
  }
  get contactPhone() {
    return this[VIEW].bank.contactPhone;
  }
  get contactHours() {
    return this[VIEW].market.contactHours;
  }
  get age() {
    return this[VIEW].market.minAge;
  }
  get privacyUrl() {
    return this[VIEW].bank.links.privacy;
  }
  get termsUrl() {
    return this[VIEW].bank.links.terms;
  }
  get keyFactsUrl() {
    return chosenProduct(this[VIEW])?.keyFactsUrl ?? this[VIEW].bank.links.keyFacts;
  }
  get product() {
    return chosenProduct(this[VIEW])?.name ?? '';
  }
  get mobile() {
    return nationalMobile(this[VIEW].facts.fields.mobile?.value ?? '');
  }
  get reference() {
    return referenceOf(this[VIEW].facts) ?? '';
  }
}

/** The reference number the bank gave, if it has. */
export function referenceOf(facts: Facts): string | undefined {
  let reference: string | undefined;
  for (const fact of Object.values(facts.callouts)) if (fact.status === 'succeeded') reference = fact.reference;
  return reference;
}

/** As people of the country write it; unchanged when it is no phone number. Formatting one takes longer than a text. */
export function nationalMobile(e164: string): string {
  const known = nationals.get(e164);
  if (known !== undefined) return known;
  const phone: PhoneNumber | undefined = parsePhoneNumberFromString(e164);
  const national = phone?.formatNational() ?? e164;
  if (nationals.size >= MOST_NATIONALS) nationals.clear();
  nationals.set(e164, national);
  return national;
}

/** A summary is shown twice or more within minutes; no number is kept for longer than the next few hundred. */
const nationals = new Map<string, string>();
const MOST_NATIONALS = 500;

function chosenProduct({ bank, facts }: View): Product | undefined {
  const code = facts.fields.product?.value;
  return bank.products.find((product) => product.code === code);
}
