import type { Form } from './form';

type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker' | 'unknown';

/** What a customer can send on WhatsApp, as the provider tells the kinds apart. */
export type InboundContent =
  | { readonly kind: 'text'; readonly text: string }
  /** The first message after an advertisement was tapped; what it says counts, not where it came from. */
  | { readonly kind: 'referral'; readonly text: string }
  /** A button, ours or of a template. The payload is as it was sealed. */
  | { readonly kind: 'quickReply'; readonly payload: string; readonly title: string }
  | { readonly kind: 'list'; readonly payload: string; readonly title: string }
  /** A voice note is `audio`. A caption is not kept: it belongs to a picture that we do not look at. */
  | { readonly kind: 'media'; readonly media: MediaKind }
  | { readonly kind: 'location' }
  | { readonly kind: 'contacts' }
  /** A kind that did not exist when this was written, or one that we never ask for. */
  | { readonly kind: 'unknown' };

/** Never fails: the provider adds parameters and kinds without notice, and a customer must always get an answer. */
export function inboundContentOf(form: Form): InboundContent {
  const type = (form.get('MessageType') ?? '').toLowerCase();
  return tapOf(form) ?? placeOrContacts(form, type) ?? mediaOf(form, type) ?? wordsOf(form, type);
}

/** A tap is told by its payload; one that comes without is what its title says, like a typed answer. */
function tapOf(form: Form): InboundContent | undefined {
  const [button, row, body = ''] = [form.get('ButtonPayload'), form.get('ListId'), form.get('Body')];
  if (button) return { kind: 'quickReply', payload: button, title: form.get('ButtonText') || body };
  if (row) return { kind: 'list', payload: row, title: form.get('ListTitle') || body };
  return undefined;
}

function placeOrContacts(form: Form, type: string): InboundContent | undefined {
  if (type === 'location' || (form.has('Latitude') && form.has('Longitude'))) return { kind: 'location' };
  const vcard = /^text\/(?:x-)?vcard/i.test(form.get('MediaContentType0') ?? '');
  return type === 'contacts' || type === 'contact' || vcard ? { kind: 'contacts' } : undefined;
}

const MEDIA_TYPES = ['image', 'audio', 'video', 'document', 'sticker'] as const;

function mediaOf(form: Form, type: string): InboundContent | undefined {
  const named = MEDIA_TYPES.find((media) => media === type);
  if (named !== undefined) return { kind: 'media', media: named };
  if (!form.has('MediaContentType0') && !(Number(form.get('NumMedia')) > 0)) return undefined;
  return { kind: 'media', media: mediaOfType(form.get('MediaContentType0') ?? '') };
}

function mediaOfType(contentType: string): MediaKind {
  const [family = ''] = contentType.toLowerCase().split('/', 1);
  if (family === 'image' || family === 'audio' || family === 'video') return family;
  return family === 'application' || family === 'text' ? 'document' : 'unknown';
}

/** Kinds that are words; an absent type is an older form of the same. */
const WORD_TYPES: readonly string[] = ['', 'text', 'interactive', 'button'];

function wordsOf(form: Form, type: string): InboundContent {
  const isFormOfMeta = form.has('FlowData') || form.has('InteractiveData');
  if (!WORD_TYPES.includes(type) || isFormOfMeta) return { kind: 'unknown' };
  const text = form.get('Body') ?? '';
  const fromAdvertisement =
    form.has('ReferralSourceId') || form.has('ReferralSourceUrl') || form.has('ReferralCtwaClid');
  return { kind: fromAdvertisement ? 'referral' : 'text', text };
}
