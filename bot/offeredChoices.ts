import type { ConversationGateway } from '../adapters/channels/channel';
import { toPayload } from '../dialogs/payload';
import type { ConversationDocument } from '../store/documents';
import { type ConversationParts, viewOf } from './conversation';

type Choices = Awaited<ReturnType<ConversationGateway['choices']>>;

/** Every row of the list that the current prompt offers; undefined when it is another prompt, or has no list. */
export function offeredChoices(parts: ConversationParts, document: ConversationDocument, promptId: string): Choices {
  if (document.prompt === undefined || document.prompt.promptId !== promptId) return undefined;
  const { view } = viewOf(parts, document, 0);
  const { step } = document.prompt;
  const spec = view.flow.steps[step];
  if (spec?.kind !== 'ask' || spec.choices?.from !== 'list') return undefined;
  return view.list(spec.choices.list, document.locale).map(({ code, label, aliases }) => ({
    payload: toPayload(promptId, `pick:${code}`, step),
    label,
    ...(aliases ? { aliases } : {}),
  }));
}
