import type { HubNews } from '../agentHub';

/** What is posted to the centre: everything it may know of one thing, and nothing else. */
export function bodyOf(news: HubNews): string {
  const { id, session, market, order, at } = news;
  const about = { id, type: TYPES[news.kind], session, market, order, at: new Date(at).toISOString() };
  switch (news.kind) {
    case 'requested':
      return JSON.stringify({ ...about, context: news.context });
    case 'customerWrote':
      return JSON.stringify({ ...about, text: news.text });
    case 'customerSent':
      return JSON.stringify({ ...about, media: news.media });
    case 'withdrawn':
      return JSON.stringify(about);
  }
}

const TYPES: { readonly [K in HubNews['kind']]: string } = {
  requested: 'conversation.requested',
  customerWrote: 'customer.message',
  customerSent: 'customer.media',
  withdrawn: 'conversation.withdrawn',
};
