import type { InboundMessage, Reply } from '../dialogs/message';
import { render } from '../dialogs/render';
import type { Prompt } from '../dialogs/view';
import { progress } from '../machines/navigate';
import type { ConversationDocument } from '../store/documents';
import { type OpenConversation, type Sight, viewOf } from './conversation';
import { ownEntries } from './inbound';
import type { Next } from './next';

/** What is said in a turn, and the question the customer then looks at. */
export interface Said {
  /** The conversation as it will be stored, but for what was said. */
  readonly document: ConversationDocument;
  readonly replies: readonly Reply[];
  readonly prompt: Prompt | undefined;
}

/** Puts a decision into words, in the language that it left the customer with. Pure. */
export function speak(parts: Sight, open: OpenConversation, next: Next, message: InboundMessage): Said {
  const { utterances, attempts, search, doubted, line, ...rest } = next;
  const { aside: _aside, desk: _desk, isTemplate: _template, refusal: _refusal, ...position } = rest;
  const document = { ...open.document, ...position };
  if (utterances.length === 0) return { document, replies: [], prompt: open.document.prompt };
  const { replies, prompt } = render({
    view: viewOf(parts, document, open.now).view,
    utterances,
    seq: open.document.seq + ownEntries(message, line) + 1,
    run: next.run,
    progress: progress(open.flow.machine, next),
    repeat: { attempts, ...(search ? { search } : {}), ...(doubted ? { doubted } : {}) },
  });
  const isSameQuestion = next.step === open.document.step && next.run === open.document.run;
  return { document, replies, prompt: prompt ?? (isSameQuestion ? open.document.prompt : undefined) };
}
