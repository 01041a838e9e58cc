/** A customer of the web chat over plain HTTP: what they write, and what they can read. */
export interface ChatCustomer {
  readonly conversationId: string;
  writes(text: string): Promise<void>;
  /** Every message so far: whose, and what it says. */
  reads(): Promise<readonly { readonly from: string; readonly name?: string; readonly text: string }[]>;
}

export async function startChatCustomer(url: string, market: string, locale: string): Promise<ChatCustomer> {
  const json = { 'content-type': 'application/json' };
  const asked = { method: 'POST', headers: json, body: JSON.stringify({ market, locale, fresh: true }) };
  const issued = (await (await fetch(`${url}/api/chat/token`, asked)).json()) as { token: string; userId: string };
  const headers = { ...json, authorization: `Bearer ${issued.token}` };
  const conversations = `${url}/v3/directline/conversations`;
  const begun = await fetch(conversations, { method: 'POST', headers, body: '{}' });
  const { conversationId } = (await begun.json()) as { conversationId: string };
  let messages = 0;
  return {
    conversationId,
    async writes(text) {
      messages += 1;
      const channelData = { clientActivityID: `m${messages}` };
      const body = JSON.stringify({ type: 'message', from: { id: issued.userId }, text, channelData });
      const answer = await fetch(`${conversations}/${conversationId}/activities`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`The chat answered ${answer.status}: ${await answer.text()}`);
    },
    async reads() {
      const answer = await fetch(`${conversations}/${conversationId}/activities`, { headers });
      const { activities } = (await answer.json()) as {
        activities: { type: string; text?: string; from: { id: string; name?: string } }[];
      };
      return activities.map(({ text = '', from }) => ({ from: from.id, text, ...(from.name && { name: from.name }) }));
    },
  };
}
