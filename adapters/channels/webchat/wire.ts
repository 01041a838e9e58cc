/**
 * What we read of a client's activity. Everything else is dropped, and a field of the wrong type counts as absent:
 * clients differ, and only the message itself decides whether the activity means something.
 */
export interface ClientActivity {
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
  readonly value?: unknown;
  readonly from?: { readonly id?: string };
  readonly channelData?: Readonly<Record<string, unknown>>;
  readonly locale?: string;
  readonly localTimestamp?: string;
  readonly localTimezone?: string;
  readonly textFormat?: string;
  readonly inputHint?: string;
  readonly replyToId?: string;
  readonly attachments?: readonly { readonly contentType?: string }[];
  readonly entities?: readonly unknown[];
}

export interface CardAction {
  readonly type: 'messageBack' | 'openUrl';
  readonly title: string;
  readonly text?: string;
  readonly displayText?: string;
  readonly value: string | { readonly payload: string };
}

export interface Attachment {
  readonly contentType: 'application/vnd.microsoft.card.hero';
  readonly content: {
    readonly title?: string;
    readonly subtitle?: string;
    readonly text?: string;
    readonly buttons: readonly CardAction[];
  };
}

/** Direct Line's message as we send it, to every client the same. */
export interface Activity {
  readonly type: 'message';
  readonly id: string;
  readonly timestamp: string;
  readonly channelId: 'directline';
  readonly from: { readonly id: string; readonly name?: string; readonly role: 'bot' | 'user' };
  readonly conversation: { readonly id: string };
  readonly recipient?: { readonly id: string };
  readonly text: string;
  readonly locale?: string;
  readonly textFormat?: string;
  readonly inputHint?: string;
  readonly attachmentLayout?: 'carousel' | 'list';
  readonly attachments?: readonly Attachment[];
  readonly suggestedActions?: { readonly to: readonly string[]; readonly actions: readonly CardAction[] };
  readonly channelData?: unknown;
}

/** That somebody is writing. */
export type TypingActivity = Pick<Activity, 'channelId' | 'from' | 'conversation'> & { readonly type: 'typing' };

export interface ActivitySet {
  readonly activities: readonly Activity[];
  /** Position of the last activity; never goes back. */
  readonly watermark: string;
}
