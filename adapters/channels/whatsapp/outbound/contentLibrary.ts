import type { WhatsAppAccount } from '../accounts';
import { CONTENT_TEMPLATES, type ContentTemplate } from './contentTemplates';
import type { Twilio } from './twilioClient';
import { TwilioFault } from './twilioFault';

export interface ContentLibraryParts {
  readonly accounts: readonly WhatsAppAccount[];
  readonly clientOf: (account: WhatsAppAccount) => Promise<Twilio>;
  readonly log: { error(fields: Readonly<Record<string, unknown>>, message: string): void };
  readonly retryMs?: number;
}

/** The contents that carry buttons and lists, in every account. */
export interface ContentLibrary {
  /** Undefined while it is not known to be there. */
  sidOf(accountSid: string, name: string): string | undefined;
  /** Creates what is missing. Never rejects: what fails is logged and tried again in the background. */
  sync(): Promise<void>;
  /** A content that Twilio does not know any more: it is looked for again. */
  forget(accountSid: string, name: string): void;
  stop(): void;
}

/** Any number of processes may sync at once: all settle on the oldest content of a name. */
export function createContentLibrary(parts: ContentLibraryParts): ContentLibrary {
  const known = new Map<string, ReadonlyMap<string, string>>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const again = () => {
    if (isStopped || timer !== undefined) return;
    timer = setTimeout(() => void library.sync(), parts.retryMs ?? 60_000).unref();
  };
  const library: ContentLibrary = {
    sidOf: (accountSid, name) => known.get(accountSid)?.get(name),
    async sync() {
      clearTimeout(timer);
      timer = undefined;
      for (const account of parts.accounts) {
        try {
          await syncAccount(await parts.clientOf(account), (sids) => known.set(account.accountSid, sids));
        } catch (err) {
          parts.log.error({ err, code: codeOf(err) }, 'whatsapp.contentsNotReady');
          again();
        }
      }
    },
    forget(accountSid, name) {
      known.set(accountSid, new Map([...(known.get(accountSid) ?? [])].filter(([other]) => other !== name)));
      again();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
  return library;
}

const CONTENT_URL = 'https://content.twilio.com/v1/Content';
/** Answers larger than what we read of one are no use. */
const PAGE_SIZE = 20;

async function syncAccount(client: Twilio, remember: (sids: ReadonlyMap<string, string>) => void): Promise<void> {
  const before = await oldestByName(client);
  remember(before);
  const missing = CONTENT_TEMPLATES.filter(({ friendly_name }) => !before.has(friendly_name));
  for (const template of missing) await create(client, template);
  // Another process may have created the same meanwhile: what counts is what is there now.
  if (missing.length > 0) remember(await oldestByName(client));
}

/** The client's typed way sends names that Twilio does not know, so the body goes as it is. */
async function create(client: Twilio, template: ContentTemplate): Promise<void> {
  try {
    await client.request({
      method: 'post',
      uri: CONTENT_URL,
      headers: { 'Content-Type': 'application/json' },
      data: template,
    });
  } catch (error) {
    const isThere =
      error instanceof TwilioFault && error.problem.code === 'TWILIO_REFUSED' && error.problem.status === 409;
    if (!isThere) throw error;
  }
}

async function oldestByName(client: Twilio): Promise<ReadonlyMap<string, string>> {
  const ours = new Set(CONTENT_TEMPLATES.map(({ friendly_name }) => friendly_name));
  const all = await client.content.v1.contents.list({ pageSize: PAGE_SIZE });
  const oldestLast = all
    .filter(({ friendlyName }) => ours.has(friendlyName))
    .sort((a, b) => b.dateCreated.getTime() - a.dateCreated.getTime() || b.sid.localeCompare(a.sid));
  return new Map(oldestLast.map(({ friendlyName, sid }) => [friendlyName, sid]));
}

function codeOf(error: unknown): string {
  return error instanceof TwilioFault ? error.code : 'unexpected';
}
