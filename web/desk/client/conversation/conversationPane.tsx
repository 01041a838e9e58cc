import { Button } from '@mantine/core';
import { Refused } from '../server/api';
import { useConversation } from '../server/queries';
import { texts } from '../texts';
import { Composer } from './composer';
import { ConversationHead } from './conversationHead';
import { Transcript } from './transcript';

/** The conversation that is open: who has it, what was said, and what is to be said next. */
export function ConversationPane({ id }: { readonly id: string | undefined }) {
  if (id === undefined) return <Nothing />;
  return <Conversation key={id} id={id} />;
}

function Conversation({ id }: { readonly id: string }) {
  const { data, error, refetch } = useConversation(id);
  if (error instanceof Refused && error.status === 404) return <p className="hollow">{texts.conversation.unknown}</p>;
  if (data === undefined && error !== null) {
    return (
      <div className="hollow">
        <p>{texts.conversation.failed}</p>
        <Button variant="default" onClick={() => void refetch()}>
          {texts.actions.retry}
        </Button>
      </div>
    );
  }
  if (data === undefined) return <p className="hollow">{texts.conversation.loading}</p>;
  return (
    <>
      <ConversationHead conversation={data} />
      <Transcript conversation={data} />
      <Composer conversation={data} />
    </>
  );
}

function Nothing() {
  return (
    <div className="hollow">
      <svg className="mark" viewBox="0 0 40 40" aria-hidden="true">
        <use href="#brand-mark" />
      </svg>
      <p>{texts.conversation.none}</p>
      <p className="muted">{texts.conversation.noneHint}</p>
    </div>
  );
}
