import type { CloudAdapter, TurnContext } from 'botbuilder';

/** The part of botbuilder's adapter that this channel uses. */
export type BotAdapter = Pick<CloudAdapter, 'continueConversationAsync'> & {
  process(
    request: BotRequest,
    response: CapturedResponse,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void>;
};
/** What the adapter reads of a request. */
export interface BotRequest {
  readonly method: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Record<string, unknown>;
}

/** What the adapter writes instead of a web server's response. */
export class CapturedResponse {
  readonly socket = undefined;
  statusCode = 200;

  status(code: number): this {
    this.statusCode = code;
    return this;
  }
  header(): this {
    return this;
  }
  /** The adapter's texts name its own internals; callers get the status alone. */
  send(): this {
    return this;
  }
  end(): this {
    return this;
  }
}
