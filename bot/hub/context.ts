import type { HubContext } from '../../adapters/hubs/agentHub';
import { valueLabel } from '../../dialogs/labels';
import type { TranscriptEntry } from '../../dialogs/message';
import { FIELDS, type FieldId } from '../../machines/lead';
import type { OpenConversation } from '../conversation';
import type { DeskEntry } from '../desk/contract';
import { inEnglish, leadPanel } from '../desk/leadPanel';
import { plain } from '../desk/plain';
import { summaryView } from '../desk/summaryView';
import { transcriptView } from '../desk/transcriptView';

/** The classes of fields whose values leave to a contact centre as they are. */
export type ShownClasses = readonly (typeof FIELDS)[FieldId]['privacy'][];

/**
 * What a contact centre is told when it is asked: what our own desk would show, masked as it is there, since what leaves
 * cannot be called back. A value of the lead is in the clear where its class may be shown; in the transcript none is.
 */
export function hubContext(
  open: OpenConversation,
  entries: readonly TranscriptEntry[],
  shown: ShownClasses,
): HubContext {
  const { document, view } = open;
  const { desk = {}, locale, channel } = document;
  const panel = leadPanel({ view, document, reach: new Map() });
  const isShown = (field: FieldId) => shown.includes(FIELDS[field].privacy);
  return {
    queue: desk.queue ?? '',
    reason: desk.reason ?? 'asked',
    locale,
    channel,
    summary: summaryView(open),
    lead: panel.fields.map(({ field, label, state, value = '' }) => {
      const known = view.facts.fields[field]?.value;
      const clear = isShown(field) && known ? plain(valueLabel(inEnglish(view), field, known)) : value;
      return { field, label: plain(label), state, value: clear };
    }),
    consents: panel.consents.map(({ label, state }) => ({ label, value: state })),
    transcript: masked(open, entries).map(({ from, at, text, media }) => ({ from, at, text: media ?? text })),
  };
}

/** What stands at one place, as our own desk shows it. Undefined: it is gone, or was never the customer's. */
export function customerEntry(
  open: OpenConversation,
  entries: readonly TranscriptEntry[],
  seq: number,
): DeskEntry | undefined {
  return masked(open, entries).find((entry) => entry.seq === seq && entry.from === 'customer');
}

function masked({ view, document }: OpenConversation, entries: readonly TranscriptEntry[]): readonly DeskEntry[] {
  return transcriptView({ view, document, entries, work: [], deliveries: [] }).entries;
}
