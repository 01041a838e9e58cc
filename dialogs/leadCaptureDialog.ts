import { type Activity, CardFactory, MessageFactory, type TurnContext } from 'botbuilder';
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { Locale } from '../machines/market';
import type { Card, QuickReply, Reply } from './message';

/** What a Bot Framework activity says, without the framework around it. */
export interface IncomingActivity {
  readonly id: string;
  readonly text: string;
  /** Payload of a tapped choice, when the client sent it as the activity's value. */
  readonly value: string | undefined;
  readonly locale: Locale | undefined;
}

export type TakeTurn = (incoming: IncomingActivity) => Promise<readonly Reply[]>;

/**
 * The product as one botbuilder dialog. It keeps no state of its own and never ends by itself: the conversation's
 * truth is in the store, so a lost or stale dialog stack loses nothing.
 */
export class LeadCaptureDialog extends Dialog {
  constructor(
    private readonly takeTurn: TakeTurn,
    dialogId = 'leadCapture',
  ) {
    super(dialogId);
  }

  override async beginDialog(context: DialogContext): Promise<DialogTurnResult> {
    return this.turn(context.context);
  }

  override async continueDialog(context: DialogContext): Promise<DialogTurnResult> {
    return this.turn(context.context);
  }

  private async turn(context: TurnContext): Promise<DialogTurnResult> {
    const replies = await this.takeTurn(readActivity(context.activity));
    const activities = replies.map(toActivity);
    if (activities.length > 0) await context.sendActivities(activities);
    return Dialog.EndOfTurn;
  }
}

function readActivity({ id, text, value, locale }: Activity): IncomingActivity {
  return { id: id ?? '', text: text ?? '', value: typeof value === 'string' ? value : undefined, locale };
}

function toActivity({ text, locale, choices = [], cards = [], link }: Reply): Partial<Activity> {
  const attachments = [...cards.map(toHeroCard), ...(link ? [linkCard(link)] : [])];
  return {
    ...MessageFactory.text(text, text),
    locale,
    ...(choices.length > 0 && { suggestedActions: { to: [], actions: choices.map(toAction) } }),
    ...(attachments.length > 0 && { attachments, attachmentLayout: 'carousel' }),
  };
}

function toAction({ payload, label }: QuickReply) {
  return { type: 'postBack', title: label, value: payload, displayText: label };
}

function toHeroCard({ title, subtitle, lines, select, link }: Card) {
  const links = link ? [{ type: 'openUrl', title: link.label, value: link.url }] : [];
  const details = { text: lines.join('\n'), ...(subtitle !== undefined && { subtitle }) };
  return CardFactory.heroCard(title, [], [toAction(select), ...links], details);
}

function linkCard({ label, url }: NonNullable<Reply['link']>) {
  return CardFactory.heroCard('', [], [{ type: 'openUrl', title: label, value: url }]);
}
