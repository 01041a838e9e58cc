import { progress } from '../../machines/navigate';
import type { DeskReason } from '../../store/documents';
import type { OpenConversation } from '../conversation';
import type { DeskConversation } from './contract';
import { inEnglish } from './leadPanel';
import { plain } from './plain';
import { stepWords } from './stepWords';

type Line = DeskConversation['summary'][number];

/** What somebody who takes a conversation over reads first: why, where it stands, and what there was before. */
export function summaryView(open: OpenConversation): readonly Line[] {
  const { document, flow, view } = open;
  const { desk = {}, step, prompt, marketChoices, submitted } = document;
  if (marketChoices !== undefined) return [line('Stands at', 'Country or region')];
  const { answered, total } = progress(flow.machine, document);
  const wrong = prompt?.attempts ?? 0;
  const references = submitted.flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
  return [
    ...(desk.reason === undefined ? [] : [line('Why a person', REASONS[desk.reason])]),
    line('Stands at', `${stepWords(inEnglish(view), step)}${wrong > 0 ? `, not understood ${times(wrong)}` : ''}`),
    line('Answered', `${answered} of ${total}`),
    line('Language', languageOf(document.locale)),
    ...(submitted.length === 0 ? [] : [line('Applications', applications(submitted.length, references))]),
    ...(desk.wrapUp === undefined ? [] : [line('Last time', WRAP_UPS[desk.wrapUp.code] ?? desk.wrapUp.code)]),
  ];
}

function line(label: string, value: string): Line {
  return { label, value };
}

const REASONS: Readonly<Record<DeskReason, string>> = {
  asked: 'The customer asked for one',
  attempts: 'The customer could not answer a question',
  fault: 'Something went wrong on our side',
  transferred: 'A colleague passed it on',
  expired: 'The agent who had it was not heard of any more',
  hub: 'The contact centre could not take it, or help any further',
};

const WRAP_UPS: Readonly<Record<string, string>> = {
  completed: 'Application completed',
  informed: 'Question answered',
  callBack: 'Call planned',
  notInterested: 'Not interested',
  complaint: 'Complaint',
  spam: 'Spam',
  other: 'Other',
};

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function applications(count: number, references: readonly string[]): string {
  return references.length === 0
    ? `${count}, none with a reference yet`
    : `${count}: ${references.map(plain).join(', ')}`;
}

function languageOf(locale: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(locale) ?? locale;
}
