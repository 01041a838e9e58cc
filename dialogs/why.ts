import type { FieldId } from '../machines/lead';
import { notice } from './notice';
import type { TextKey } from './texts';
import type { Notice, View } from './view';

/** Why the open question is asked. Where none is open, what can be done. */
export function whyAsked({ flow, step }: View): Notice {
  const spec = flow.steps[step];
  if (spec?.kind === 'ask') return notice(REASON[spec.field]);
  if (spec?.kind === 'consent') return notice('why.consent');
  return notice(spec?.kind === 'review' ? 'why.review' : 'say.help');
}

const REASON: { readonly [F in FieldId]: TextKey } = {
  language: 'why.language',
  product: 'why.product',
  ageConfirmed: 'why.ageConfirmed',
  existingCardholder: 'why.existingCardholder',
  salutation: 'why.salutation',
  givenName: 'why.name',
  middleName: 'why.name',
  familyName: 'why.name',
  patronymic: 'why.name',
  fullName: 'why.name',
  mobile: 'why.mobile',
  email: 'why.email',
  residenceStatus: 'why.residenceStatus',
  employmentStatus: 'why.employmentStatus',
  incomeBand: 'why.incomeBand',
  division: 'why.division',
  addressLine: 'why.addressLine',
  contactTime: 'why.contactTime',
  smsUpdates: 'why.smsUpdates',
};
