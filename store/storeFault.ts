/** What can go wrong with the store itself, whether trying again can help, and what an operator should do. */
const FAULTS = {
  full: { retryable: true, text: 'The disk of the store is full: free space or enlarge the volume' },
  io: { retryable: true, text: 'The disk of the store reports errors: check the volume and the kernel log' },
  readOnly: { retryable: true, text: 'The store cannot be written: check the permissions and mount of its directory' },
  busy: { retryable: true, text: 'The store stayed locked: stop whatever else has its file open' },
  corrupt: { retryable: false, text: 'The store file is damaged: stop the service and restore the last backup' },
  closed: { retryable: false, text: 'The store is closed: open it again before using it' },
  owned: { retryable: false, text: 'Another process owns the store: stop it, or give this one its own directory' },
  newerSchema: { retryable: false, text: 'The store was written by a newer release: run that release or a later one' },
  notDurable: {
    retryable: false,
    text: 'SQLite refuses the settings that make commits durable: check the SQLite build',
  },
  badBackup: { retryable: false, text: 'The backup cannot be used: take another one' },
  notEmpty: { retryable: false, text: 'A restore needs a data directory without a store: move what is there away' },
  absent: { retryable: false, text: 'There is no store: set DATA_DIR to the data directory of the product' },
  network: {
    retryable: false,
    text: 'The store is on a network file system, where locks do not hold: use a local disk',
  },
  throttled: {
    retryable: true,
    text: 'Cosmos DB keeps refusing requests for their rate: raise the throughput of the database',
  },
  unreachable: {
    retryable: true,
    text: 'Cosmos DB does not answer: check its status, the network and COSMOS_ENDPOINT',
  },
  denied: { retryable: false, text: 'Cosmos DB refuses the key or this network: check both and start again' },
  notPrepared: { retryable: false, text: 'The database is not prepared for this release: run `npm run cosmos:init`' },
  tooLarge: { retryable: false, text: 'One step writes more than the store takes at once: write less in one turn' },
  wrongKey: {
    retryable: false,
    text: 'The store is sealed with another key: set MASTER_KEY or STORE_KEY to the one it was written with, and earlier ones in STORE_KEY_PREVIOUS',
  },
  keysUnreachable: { retryable: true, text: 'The key service does not answer: check its status and the network' },
  erased: { retryable: false, text: 'The conversation was erased for good: begin a new one' },
  invalidCommit: { retryable: false, text: 'The commit contradicts itself: correct the code that built it' },
  unexpected: { retryable: false, text: 'The store failed in an unforeseen way: read the cause and report it' },
} as const;
export type StoreFaultCode = keyof typeof FAULTS;

/** A call of which nothing was kept. Callers decide by `retryable`; operators read the message. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly retryable: boolean;
  /** Nothing beyond one row is at fault: all else can be read and written. */
  readonly isOfOneRow: boolean;

  constructor(
    readonly code: StoreFaultCode,
    options: { readonly cause?: unknown; readonly detail?: string; readonly isOfOneRow?: true } = {},
  ) {
    const { text, retryable } = FAULTS[code];
    super(options.detail === undefined ? `${text}.` : `${text} (${options.detail}).`, { cause: options.cause });
    this.retryable = retryable;
    this.isOfOneRow = options.isOfOneRow ?? false;
  }
}

const BY_SQLITE_CODE: readonly (readonly [prefix: string, code: StoreFaultCode])[] = [
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_CANTOPEN', 'io'],
  ['SQLITE_READONLY', 'readOnly'],
  ['SQLITE_PERM', 'readOnly'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
];

/** Gives any failure its class, by SQLite's own code and never by message text. */
export function toStoreFault(cause: unknown): StoreFault {
  if (cause instanceof StoreFault) return cause;
  const sqlite = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const code = BY_SQLITE_CODE.find(([prefix]) => sqlite.startsWith(prefix))?.[1] ?? 'unexpected';
  return new StoreFault(code, { cause, ...(sqlite === '' ? {} : { detail: sqlite }) });
}

const STORAGE_FAULTS: readonly StoreFaultCode[] = [
  ...(['full', 'io', 'readOnly', 'busy', 'corrupt'] as const),
  ...(['throttled', 'unreachable', 'denied', 'notPrepared'] as const),
];

/** Whether the storage, and not the caller, is at fault: then no other write can be expected to succeed either. */
export function isStorageFault(fault: StoreFault): boolean {
  return STORAGE_FAULTS.includes(fault.code) && !fault.isOfOneRow;
}
