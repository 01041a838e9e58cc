import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { DeskConversation } from '../../../../bot/desk/contract';
import { actAndSay } from '../server/act';
import { ask } from '../server/api';
import { pathOf } from '../server/queries';
import { Icon } from '../shared/icon';
import { languageName } from '../shared/names';
import { setDraft, useDraft } from '../state/drafts';
import { handleOf } from '../state/me';
import { sendMessage } from '../state/outgoing';
import { texts } from '../texts';
import { CannedList, useCanned } from './cannedList';
import { CUSTOMER, whyNot } from './composerState';

const TYPING_EVERY_MS = 4_000;

/** The text itself: Enter sends it, a slash offers saved replies. */
export function Writer({ conversation }: { readonly conversation: DeskConversation }) {
  const { conversationId } = conversation.row;
  const draft = useDraft(conversationId);
  const field = useRef<HTMLTextAreaElement>(null);
  const [cursor, setCursor] = useState(draft.text.length);
  const { composer } = conversation;
  const isReply = draft.kind === 'reply';
  const fault = isReply ? whyNot(draft.text, composer) : undefined;
  const isEmpty = draft.text.trim() === '';
  const tellTyping = useTypingSignal(conversationId, isReply);
  const canned = useCanned({ conversation, draft, cursor, field: field.current });

  const write = (text: string) => {
    setDraft(conversationId, { text });
    if (text !== '') tellTyping();
  };
  const submit = () => {
    if (isEmpty || fault !== undefined) return;
    if (isReply) {
      sendMessage(conversationId, conversation.row.epoch, draft.text.trim());
      setDraft(conversationId, { text: '' });
    } else void addNote(conversation, draft.text.trim(), draft.kind === 'whisper');
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (canned.press(event) || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  };
  return (
    <div className="writer">
      {canned.isOpen && <CannedList canned={canned} />}
      <Textarea
        ref={field}
        autosize
        minRows={2}
        maxRows={8}
        dir="auto"
        aria-label={texts.composer.label[draft.kind]}
        placeholder={texts.composer.placeholder[draft.kind]}
        value={draft.text}
        error={fault}
        onChange={({ currentTarget }) => {
          setCursor(currentTarget.selectionStart);
          write(currentTarget.value);
        }}
        onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
        onKeyDown={press}
        {...canned.field}
      />
      <div className="writer-foot">
        <span className="muted small">
          {isReply && texts.composer.replyIn(languageName(composer.locale))}
          {isReply && draft.text.includes(CUSTOMER) && ` · ${texts.composer.customerName}`}
          {isReply && draft.text.length > composer.maxLength * 0.8 && (
            <span> · {texts.composer.length(draft.text.length, composer.maxLength)}</span>
          )}
        </span>
        <Button
          rightSection={<Icon name={isReply ? 'send' : 'note'} />}
          disabled={isEmpty || fault !== undefined}
          onClick={submit}
        >
          {isReply ? texts.composer.send : texts.composer.add}
        </Button>
      </div>
    </div>
  );
}

async function addNote(conversation: DeskConversation, text: string, whisper: boolean): Promise<void> {
  const wish = { kind: 'note', text, ...(whisper && { whisper }) } as const;
  const isDone = await actAndSay(handleOf(conversation), wish, texts.done.noted);
  if (isDone) setDraft(conversation.row.conversationId, { text: '' });
}

/** Lets the customer's page know that somebody writes, now and then. */
function useTypingSignal(conversationId: string, isReply: boolean): () => void {
  const last = useRef(0);
  return () => {
    if (!isReply || Date.now() - last.current < TYPING_EVERY_MS) return;
    last.current = Date.now();
    ask(pathOf(conversationId, '/typing'), { method: 'POST', body: {} }).catch(() => undefined);
  };
}
