import { list, record, text } from '../../chat/client/protocol';

export type Status = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

export interface Option {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** One message as the sandbox has it now. It comes again, with a higher `n`, when its status changes. */
export interface PhoneMessage {
  readonly n: number;
  readonly sid: string;
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly body: string;
  readonly buttons: readonly Option[];
  readonly list?: { readonly open: string; readonly items: readonly Option[] };
  readonly contentType?: string;
  readonly status: Status;
  readonly errorCode?: string;
  readonly at: number;
  readonly repliedTo?: string;
  /** Exactly as it came, for engineers. */
  readonly raw: unknown;
}

export interface Thread {
  readonly messages: readonly PhoneMessage[];
  readonly next: number;
  readonly window: { readonly open: boolean; readonly until: number };
  /** The sandbox's own time, which may have been moved ahead. */
  readonly now: number;
}

const STATUSES: readonly string[] = ['queued', 'sent', 'delivered', 'read', 'failed'] satisfies readonly Status[];

/** What the sandbox answers, read once here so that the rest of the page can rely on its shape. */
export function readThread(raw: unknown, now: number): Thread {
  const answer = record(raw);
  const window = record(answer.window);
  return {
    messages: list(answer.messages).flatMap((row) => readMessage(row) ?? []),
    next: number(answer.next) ?? 0,
    window: { open: window.open === true, until: number(window.until) ?? 0 },
    now: number(answer.now) ?? now,
  };
}

function readMessage(raw: unknown): PhoneMessage | undefined {
  const row = record(raw);
  const sid = text(row.sid);
  if (!sid) return undefined;
  const rows = record(row.list);
  return {
    n: number(row.n) ?? 0,
    sid,
    direction: row.direction === 'in' ? 'in' : 'out',
    kind: text(row.kind) ?? 'text',
    body: text(row.body) ?? '',
    buttons: readOptions(row.buttons),
    list:
      row.list === undefined || row.list === null
        ? undefined
        : { open: text(rows.open) ?? '', items: readOptions(rows.items) },
    contentType: text(record(row.media).contentType),
    status: readStatus(row.status),
    errorCode: row.errorCode === undefined || row.errorCode === null ? undefined : String(row.errorCode),
    at: readTime(row.at),
    repliedTo: text(row.repliedTo),
    raw,
  };
}

function readOptions(raw: unknown): Option[] {
  return list(raw).map((row) => {
    const { id, title, description } = record(row);
    return { id: text(id) ?? '', title: text(title) ?? '', description: text(description) };
  });
}

/** What lies before the provider has taken it is all "queued"; "undelivered" is a failure too. */
function readStatus(raw: unknown): Status {
  const name = text(raw) ?? '';
  if (name === 'undelivered') return 'failed';
  if (name === 'received') return 'delivered';
  return isStatus(name) ? name : 'queued';
}

function isStatus(name: string): name is Status {
  return STATUSES.includes(name);
}

function readTime(raw: unknown): number {
  return typeof raw === 'string' ? Date.parse(raw) : (number(raw) ?? 0);
}

function number(raw: unknown): number | undefined {
  return typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined;
}
