import { Button } from '@mantine/core';
import type { DeskConversation } from '../../../../bot/desk/contract';
import { actAndSay } from '../server/act';
import { Words } from '../shared/words';
import { useNow } from '../state/clock';
import { useDraft } from '../state/drafts';
import { handleOf, has, useSelf } from '../state/me';
import { texts } from '../texts';
import { spanOf } from '../work/urgency';
import { claim, mayClaim } from './claim';
import { mayNow } from './composerState';
import { holderName } from './holder';
import { Modes } from './modes';
import { Writer } from './writer';

/** Where somebody writes: to the customer as far as the channel takes it, and for colleagues always. */
export function Composer({ conversation }: { readonly conversation: DeskConversation }) {
  const me = useSelf();
  const now = useNow();
  const draft = useDraft(conversation.row.conversationId);
  const may = mayNow(conversation, now);
  const { windowClosesAt } = conversation.composer;
  if (!has(me, 'agent', 'supervisor')) return null;
  return (
    <section className={`composer ${draft.kind}`} aria-label={texts.composer.label[draft.kind]}>
      <div className="composer-head">
        <Modes conversationId={conversation.row.conversationId} kind={draft.kind} />
        {draft.kind === 'reply' && may === 'write' && windowClosesAt !== undefined && (
          <span className={`window ${levelOf(windowClosesAt - now)}`}>
            {texts.composer.window(spanOf(windowClosesAt - now))}
          </span>
        )}
      </div>
      {draft.kind !== 'reply' || may === 'write' ? (
        <Writer conversation={conversation} />
      ) : (
        <Instead conversation={conversation} may={may} />
      )}
    </section>
  );
}

/** What can be done where nothing may be written. */
function Instead(props: {
  readonly conversation: DeskConversation;
  readonly may: DeskConversation['composer']['may'];
}) {
  const { conversation, may } = props;
  const me = useSelf();
  if (may === 'templateOnly') return <Template conversation={conversation} />;
  if (may === 'claimFirst') {
    const isWaiting = conversation.row.owner === 'queue';
    return (
      <div className="instead">
        <p>{isWaiting ? texts.composer.waitingFirst : texts.composer.claimFirst}</p>
        {mayClaim(me, conversation.row) && (
          <Button onClick={() => void claim(conversation)}>{texts.actions.claim}</Button>
        )}
      </div>
    );
  }
  const words =
    may === 'notYours'
      ? texts.composer.notYours(holderName(conversation.row))
      : texts.composer[may === 'optedOut' ? may : 'closed'];
  return (
    <div className="instead">
      <p>{words}</p>
    </div>
  );
}

function Template({ conversation }: { readonly conversation: DeskConversation }) {
  const { template, locale } = conversation.composer;
  if (template === undefined) {
    return (
      <div className="instead">
        <p>{texts.composer.noTemplate}</p>
      </div>
    );
  }
  const send = () => void actAndSay(handleOf(conversation), { kind: 'sendTemplate' }, texts.done.templateSent);
  return (
    <div className="instead">
      <p>{texts.composer.templateOnly}</p>
      <blockquote aria-label={texts.composer.templateWords}>
        <Words text={template.text} lang={locale} />
      </blockquote>
      <Button onClick={send}>{texts.composer.sendTemplate}</Button>
    </div>
  );
}

function levelOf(left: number): string {
  if (left < 10 * 60_000) return 'now';
  return left < 60 * 60_000 ? 'soon' : 'calm';
}
