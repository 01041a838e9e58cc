import { Button } from '@mantine/core';
import { Icon } from '../shared/icon';
import { Words } from '../shared/words';
import { draftNow, setDraft } from '../state/drafts';
import { type Outgoing, retryMessage, takeBack } from '../state/outgoing';
import { texts } from '../texts';

/** A message of one's own that the transcript does not have yet. */
export function OutgoingMessage(props: { readonly conversationId: string; readonly outgoing: Outgoing }) {
  const { conversationId, outgoing } = props;
  const { id, text, status, why } = outgoing;
  const isStopped = status === 'stuck' || status === 'refused';
  const edit = () => {
    const { text: draft } = draftNow(conversationId);
    setDraft(conversationId, { kind: 'reply', text: draft === '' ? text : `${text}\n${draft}` });
    takeBack(conversationId, id);
  };
  return (
    <li className={`entry agent outgoing ${status}`}>
      <div className="bubble">
        <Words text={text} />
      </div>
      {isStopped ? (
        <div className="stopped" role="alert">
          <p>
            <Icon name="alert" /> {why} {status === 'refused' && texts.outgoing.kept}
          </p>
          <div className="actions">
            {status === 'stuck' && (
              <Button size="compact-xs" onClick={() => retryMessage(conversationId, id)}>
                {texts.actions.retry}
              </Button>
            )}
            {status === 'refused' && (
              <Button size="compact-xs" variant="default" onClick={edit}>
                {texts.outgoing.edit}
              </Button>
            )}
            <Button size="compact-xs" variant="default" onClick={() => takeBack(conversationId, id)}>
              {texts.outgoing.discard}
            </Button>
          </div>
        </div>
      ) : (
        <span className="meta">
          <Icon name="clock" /> {status === 'sending' ? texts.outgoing.sending : texts.outgoing.waiting}
        </span>
      )}
    </li>
  );
}
