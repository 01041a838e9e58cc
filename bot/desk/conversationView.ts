import type { StepId } from '../../machines/flow';
import { fieldsInReach } from '../../machines/navigate';
import type { ConversationDocument, RecordDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import type { Bot } from '../composeBot';
import type { NameOf } from '../staff/directory';
import { hasRole, type Principal } from '../staff/principal';
import { callBackView } from './callBackView';
import type { CannedShelf } from './cannedShelf';
import { caseView } from './casesView';
import { composerView } from './composerView';
import type { DeskConversation, DeskNote, HandBack, WorkRow } from './contract';
import { handBackPreview } from './handBackPreview';
import { agentOf } from './holder';
import { leadPanel } from './leadPanel';
import type { PersonalWords } from './personalWords';
import { plain } from './plain';
import { promisableSlots } from './promisableSlots';
import { summaryView } from './summaryView';
import { transcriptView } from './transcriptView';

export interface ConversationViewParts {
  readonly store: Store;
  readonly bot: Pick<Bot, 'look' | 'sight'>;
  readonly shelf: Pick<CannedShelf, 'list'>;
  /** Its line in the work list, as somebody sees it. */
  readonly rowOf: (document: ConversationDocument, who: Principal) => Promise<WorkRow>;
  /** Of people whom `rowOf` has made known. */
  readonly nameOf: NameOf;
}

const MOST_ENTRIES = 5_000;
const MOST_RECORDS = 500;

/** One conversation as one of the staff sees it. However long it is, it is a fixed number of reads. */
export async function conversationView(
  parts: ConversationViewParts,
  who: Principal,
  document: ConversationDocument,
  afterSeq = 0,
): Promise<DeskConversation> {
  const { entries, work, deliveries, notes, cases, callBacks, canned } = await loadBeside(parts, document);
  const open = await parts.bot.look(document);
  const { view, market } = open;
  const { entries: transcript, words } = transcriptView({ view, document, entries, work, deliveries });
  const typed = entries
    .flatMap(({ body }) => (body.from === 'customer' && body.kind === 'text' ? [body.text] : []))
    .at(-1);
  const { csat } = document.desk ?? {};
  const row = await parts.rowOf(document, who);
  return {
    row,
    flow: { id: document.flow.id, version: document.flow.version },
    summary: summaryView(open),
    transcript: transcript.filter(({ seq }) => seq > afterSeq),
    seq: document.seq,
    lead: leadPanel({
      view,
      document,
      reach: fieldsInReach(open.flow.machine, document.facts),
      ...(typed !== undefined && { lastTyped: typed }),
    }),
    notes: notes.filter((note) => mayRead(note, document, who)).map((note) => noteView(note, words)),
    cases: cases.map((record) => caseView(record, who, parts.nameOf)),
    callBacks: callBacks.map((record) => callBackView(record, parts.nameOf)),
    composer: composerView(open, who, canned, hasTemplate(parts, document)),
    handBack: handBackPreview(parts.bot.sight, open, words) ?? NOWHERE,
    callBackSlots: promisableSlots(market, open.now),
    ...(market.timeZones[0] !== undefined && { timeZone: market.timeZones[0] }),
    ...(csat?.score !== undefined && { csat: { score: csat.score, at: csat.at ?? csat.askedAt } }),
  };
}

/** What the bot would say at another question; undefined where there is no such question. */
export async function previewAt(
  { bot }: Pick<ConversationViewParts, 'bot'>,
  document: ConversationDocument,
  step: StepId,
): Promise<HandBack | undefined> {
  const open = await bot.look(document);
  const { words } = transcriptView({ view: open.view, document, entries: [], work: [], deliveries: [] });
  return handBackPreview(bot.sight, open, words, step);
}

function hasTemplate({ bot }: ConversationViewParts, { address, locale }: ConversationDocument): boolean {
  return address !== undefined && bot.sight.hasTemplate?.(address, locale) === true;
}

const NOWHERE: HandBack = { next: [], asks: 'Nothing', step: '', others: [] };

/** After the document: what is shown with it is at most newer. */
async function loadBeside({ store, shelf }: ConversationViewParts, document: ConversationDocument) {
  const { id: conversationId } = document;
  const records = { conversationId, limit: MOST_RECORDS };
  const [entries, work, deliveries, notes, cases, callBacks, canned] = await Promise.all([
    store.transcript(conversationId, 0, MOST_ENTRIES),
    store.work(conversationId),
    store.deliveries(conversationId),
    store.records('note', records),
    store.records('case', records),
    store.records('callBack', records),
    shelf.list([document.market]),
  ]);
  return { entries, work, deliveries, notes, cases, callBacks, canned };
}

type NoteRecord = Extract<RecordDocument, { kind: 'note' }>;

/** A whisper is between supervisors and whoever has the conversation. */
function mayRead({ body }: NoteRecord, { pen }: ConversationDocument, who: Principal): boolean {
  return !body.whisper || body.by === who.id || agentOf(pen) === who.id || hasRole(who, ['supervisor']);
}

function noteView({ id, at, body }: NoteRecord, words: PersonalWords): DeskNote {
  const { name, text, whisper } = body;
  const by = { id: body.by, name: plain(name) };
  return { id, at, by, text: words.mask(plain(text)), ...(whisper && { whisper }) };
}
