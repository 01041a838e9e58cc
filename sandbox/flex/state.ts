import { randomBytes } from 'node:crypto';

export interface KeptMessage {
  readonly sid: string;
  readonly index: number;
  readonly author: string;
  readonly body: string;
  readonly attributes: string;
}

export interface KeptConversation {
  readonly sid: string;
  readonly uniqueName: string;
  state: 'active' | 'closed';
  readonly webhooks: { readonly sid: string; readonly url: string; readonly filters: readonly string[] }[];
  readonly messages: KeptMessage[];
}

export interface KeptTask {
  readonly sid: string;
  readonly interaction: string;
  readonly channel: string;
  readonly conversation: string;
  status: 'pending' | 'closed';
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a stand-in for Flex remembers. */
export interface FlexState {
  readonly conversations: KeptConversation[];
  readonly tasks: KeptTask[];
}

export function sid(prefix: 'CH' | 'IM' | 'WH' | 'KD' | 'UO' | 'WT' | 'MB' | 'EV'): string {
  return prefix + randomBytes(16).toString('hex');
}

export function addMessage({ messages }: KeptConversation, message: Omit<KeptMessage, 'sid' | 'index'>): KeptMessage {
  const kept = { sid: sid('IM'), index: messages.length, ...message };
  messages.push(kept);
  return kept;
}
