import type { CustomerMessage } from '../../dialogs/message';
import type { ConversationDocument } from '../../store/documents';
import { mobileOf, TEXTS, type TestProduct } from '../support/product';

type Content = { readonly kind: 'text'; readonly text: string } | Omit<Choice, keyof Envelope>;
type Choice = Extract<CustomerMessage, { kind: 'choice' }>;
type Envelope = Pick<CustomerMessage, 'id' | 'conversationId' | 'channel' | 'receivedAt'>;

/** A conversation in Singapore, answered as the examples say, at its last question. */
export async function atConfirm({ intake, store, now }: TestProduct, id: string): Promise<ConversationDocument> {
  const send = (content: object, count: number) => {
    const envelope = { id: `m${count}`, conversationId: id, channel: 'webchat', receivedAt: now() };
    return intake.receive({ ...content, ...envelope } as CustomerMessage);
  };
  await send({ kind: 'started', userId: `user-${id}`, market: 'SG', locale: 'en-SG' }, 0);
  for (let count = 1; count < MOST_QUESTIONS; count += 1) {
    const document = await store.load(id);
    if (document === undefined) throw new Error('The conversation did not begin.');
    if (document.prompt?.step === 'confirm') return document;
    await send(answerTo(document), count);
  }
  throw new Error('The last question never came.');
}

const MOST_QUESTIONS = 60;

function answerTo({ prompt, locale, market }: ConversationDocument): Content {
  const row = prompt?.offered.find(
    ({ choice }) => choice.startsWith('pick:') || choice === 'grant' || choice === 'accept',
  );
  if (prompt?.field === 'language')
    return { kind: 'choice', payload: `${prompt.promptId}|pick:${locale}`, label: locale };
  if (row !== undefined) return { kind: 'choice', payload: `${prompt?.promptId}|${row.choice}`, label: row.label };
  if (prompt?.field === 'mobile') return { kind: 'text', text: mobileOf(market) };
  return { kind: 'text', text: TEXTS.say(locale, `example.${prompt?.field}`) };
}
