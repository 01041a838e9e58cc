import { Button } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';
import type { DeskConversation, DeskEntry } from '../../../../bot/desk/contract';
import { dayOf } from '../shared/times';
import { useOutgoing } from '../state/outgoing';
import { stopTyping, useTyping } from '../state/typing';
import { texts } from '../texts';
import { Entry } from './entry';
import { OutgoingMessage } from './outgoingMessage';

/** How near the end counts as being there. */
const NEAR_PX = 80;
const DAY_MS = 86_400_000;

/** All that was said, the newest last and in view, unless somebody reads further up. */
export function Transcript({ conversation }: { readonly conversation: DeskConversation }) {
  const { conversationId, locale } = conversation.row;
  const frame = useRef<HTMLDivElement>(null);
  const [isBehind, setBehind] = useState(false);
  const outgoing = useOutgoing(conversationId);
  const { transcript } = conversation;
  const last = transcript.at(-1);

  const toEnd = () => frame.current?.scrollTo({ top: frame.current.scrollHeight });
  const look = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = frame.current ?? {};
    setBehind(scrollHeight - scrollTop - clientHeight > NEAR_PX);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when something came, not when somebody scrolled
  useLayoutEffect(() => {
    if (!isBehind) toEnd();
    if (last?.from === 'customer') stopTyping(conversationId);
  }, [last?.seq, outgoing.length, conversationId]);

  return (
    <div className="transcript-place">
      <div
        ref={frame}
        className="transcript"
        role="log"
        aria-label={texts.conversation.transcript}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        onScroll={look}
      >
        <ol>
          {transcript.map((entry, at) => (
            <EntryWithDay
              key={entry.seq}
              entry={entry}
              before={transcript[at - 1]}
              id={conversationId}
              locale={locale}
            />
          ))}
          {outgoing.map((one) => (
            <OutgoingMessage key={one.id} conversationId={conversationId} outgoing={one} />
          ))}
        </ol>
        <Typing conversationId={conversationId} />
      </div>
      {isBehind && (
        <Button className="to-newest" variant="default" radius="xl" onClick={toEnd}>
          {texts.conversation.newest}
        </Button>
      )}
    </div>
  );
}

function EntryWithDay(props: {
  readonly entry: DeskEntry;
  readonly before: DeskEntry | undefined;
  readonly id: string;
  readonly locale: string;
}) {
  const { entry, before, id, locale } = props;
  const isNewDay = before === undefined || dayOf(before.at) !== dayOf(entry.at);
  const follows = !isNewDay && before?.from === entry.from && before.name === entry.name;
  return (
    <>
      {isNewDay && <li className="day">{dayWords(entry.at)}</li>}
      <Entry entry={entry} conversationId={id} locale={locale} follows={follows} />
    </>
  );
}

function dayWords(at: number): string {
  const day = dayOf(at);
  if (day === dayOf(Date.now())) return texts.conversation.today;
  return day === dayOf(Date.now() - DAY_MS) ? texts.conversation.yesterday : day;
}

function Typing({ conversationId }: { readonly conversationId: string }) {
  const who = useTyping(conversationId);
  const words = who === 'customer' ? texts.conversation.customerTyping : texts.conversation.otherTyping(who ?? '');
  return (
    <p className="typing" aria-live="polite">
      {who !== undefined && words}
    </p>
  );
}
