import { textsOf } from '../../dialogs/textsOf';
import { variablesOf } from '../../dialogs/variables';
import type { OpenConversation } from '../conversation';
import { windowClosesAt } from '../messaging/window';
import type { Principal } from '../staff/principal';
import { cannedReplies } from './canned';
import type { CannedReply, Composer } from './contract';
import { agentOf } from './holder';
import { plain } from './plain';
import { longestText } from './say';

/** What somebody may write to the customer now, as the channel and the pen have it. */
export function composerView(
  open: OpenConversation,
  who: Pick<Principal, 'id' | 'name'>,
  own: readonly CannedReply[],
  hasTemplate: boolean,
): Composer {
  const { document, view } = open;
  const closesAt = windowClosesAt(document);
  const template = templateOf(open, hasTemplate);
  return {
    may: mayWrite(open, who, hasTemplate),
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

/** The approved message, in the words we know it by; the provider's own are close to them. */
function templateOf({ document, view }: OpenConversation, hasTemplate: boolean): Composer['template'] {
  if (!hasTemplate) return undefined;
  return { name: 'reply-wanted', text: plain(textsOf(view).say(document.locale, 'say.template', variablesOf(view))) };
}
