import { DialogTurnStatus } from 'botbuilder-dialogs';
import { DialogTestClient } from 'botbuilder-testing';
import { type IncomingActivity, LeadCaptureDialog } from '../../dialogs/leadCaptureDialog';
import type { Reply } from '../../dialogs/message';
import { recognize } from '../../dialogs/recognize';
import { render } from '../../dialogs/render';
import type { Prompt } from '../../dialogs/view';
import type { Effect } from '../../machines/events';
import { steps, tapped, typed, viewAt } from '../support/fixtures';

/** Two questions, taken with the product's own recognizing and rendering. */
function twoQuestions(): { readonly incoming: IncomingActivity[]; readonly dialog: LeadCaptureDialog } {
  const incoming: IncomingActivity[] = [];
  const path = ['product', 'fullName', 'done'];
  let prompt: Prompt | undefined;
  let at = -1;
  const dialog = new LeadCaptureDialog(async (activity) => {
    incoming.push(activity);
    const current = path[at];
    if (current === undefined) at = 0;
    else {
      const message = activity.value === undefined ? typed(activity.text) : tapped(activity.value, activity.text);
      if (recognize({ ...viewAt(current), ...(prompt && { prompt }) }, message).kind === 'event') at += 1;
    }
    const step = path[at] ?? 'done';
    const spec = steps[step];
    if (!spec) throw new Error(`no step ${step}`);
    const said = render({
      view: viewAt(step),
      utterances: [{ type: spec.kind, step, spec } as Effect],
      seq: incoming.length,
      run: 1,
    });
    prompt = said.prompt;
    return said.replies;
  });
  return { incoming, dialog };
}

describe('LeadCaptureDialog', () => {
  it('carries a conversation through botbuilder, buttons and cards included', async () => {
    const { incoming, dialog } = twoQuestions();
    const client = new DialogTestClient('test', dialog);
    const offer = await client.sendActivity('hi');
    expect(offer.text).toBe('Which card would you like to apply for?');
    expect(offer.attachmentLayout).toBe('carousel');
    expect(offer.attachments?.map((card: { content: { title: string } }) => card.content.title)).toEqual([
      'Rewards Card',
      'Cash Back Card',
    ]);
    const [first] = offer.suggestedActions?.actions ?? [];
    expect(first).toMatchObject({ type: 'postBack', title: 'Rewards Card', value: 'r1q1.product|pick:REWARDS' });

    const name = await client.sendActivity({ type: 'message', text: 'Rewards Card', value: first?.value });
    expect(name.text).toMatch(/full name/);
    expect(incoming.at(-1)).toMatchObject({ text: 'Rewards Card', value: 'r1q1.product|pick:REWARDS' });

    const end = await client.sendActivity('Mei Tan');
    expect(end.text).toMatch(/All done/);
    expect(client.dialogTurnResult.status).toBe(DialogTurnStatus.waiting);
  });

  it('sends a link as a button, and nothing when there is nothing to say', async () => {
    const answers: Reply[][] = [
      [{ text: 'Go on', locale: 'en', link: { label: 'Continue online', url: 'https://bank.example/continue' } }],
      [],
    ];
    const client = new DialogTestClient('test', new LeadCaptureDialog(async () => answers.shift() ?? []));
    const reply = await client.sendActivity('hi');
    expect(reply.attachments?.[0]?.content.buttons).toEqual([
      { type: 'openUrl', title: 'Continue online', value: 'https://bank.example/continue' },
    ]);
    expect(await client.sendActivity('and?')).toBeUndefined();
  });
});
