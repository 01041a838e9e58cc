import type { OpenConversation } from '../conversation';
import { windowClosesAt } from '../messaging/window';
import type { Principal } from '../staff/principal';
import { cannedReplies } from './canned';
import type { CannedReply, Composer } from './contract';
import { agentOf } from './holder';
import { longestText } from './say';

/** What somebody may write to the customer now, as the channel and the pen have it. */
export function composerView(
  open: OpenConversation,
  who: Pick<Principal, 'id' | 'name'>,
  own: readonly CannedReply[],
): Composer {
  const { document, view } = open;
  const closesAt = windowClosesAt(document);
  const template = templateOf(open);
  return {
    may: mayWrite(open, who, template !== undefined),
    ...(closesAt !== undefined && { windowClosesAt: closesAt }),
    maxLength: longestText(open),
    locale: document.locale,
    ...(template && { template }),
    canned: cannedReplies(view, who.name, own),
  };
}

function mayWrite(
  { document, now }: OpenConversation,
  { id }: Pick<Principal, 'id'>,
  hasTemplate: boolean,
): Composer['may'] {
  if (document.optedOut !== undefined) return 'optedOut';
  const holder = agentOf(document.pen);
  if (holder !== id) return holder === undefined ? 'claimFirst' : 'notYours';
  if (now < (windowClosesAt(document) ?? Number.POSITIVE_INFINITY)) return 'write';
  return hasTemplate ? 'templateOnly' : 'closed';
}

/** Its words are the provider's; these are those that it was to be written with. */
function templateOf({ hasTemplate, view }: OpenConversation): Composer['template'] {
  return hasTemplate ? { name: 'template', text: view.texts.say(view.locale, 'say.template') } : undefined;
}
