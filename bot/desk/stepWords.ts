import { fieldLabel } from '../../dialogs/labels';
import type { View } from '../../dialogs/view';
import type { StepId } from '../../machines/flow';
import type { Purpose } from '../../machines/market';

/** What a step is about, as an agent would say it: "Income". */
export function stepWords(english: View, step: StepId): string {
  const spec = english.flow.steps[step];
  switch (spec?.kind) {
    case 'ask':
      return fieldLabel(english, spec.field);
    case 'consent':
      return PURPOSE_WORDS[spec.purpose];
    case 'review':
      return 'The summary of the answers';
    case 'callout':
      return 'Nothing: the bank is at work on the application';
    case 'handoff':
      return 'Nothing: a person is asked for';
    case 'end':
      return 'Nothing: the conversation is finished';
    default:
      return 'Nothing';
  }
}

export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
  privacyNotice: 'Privacy notice',
  dataProcessing: 'Processing of personal data',
  crossBorderTransfer: 'Transfer abroad',
  termsAndConditions: 'Terms and conditions',
  contactAboutApplication: 'Contact about the application',
  marketing: 'Offers by message',
};
