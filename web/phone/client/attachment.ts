import { el } from '../../chat/client/element';
import type { PhoneIcon } from '../paths';
import { phoneIcon } from './icons';

const SHOWN: Readonly<Record<string, { readonly icon: PhoneIcon; readonly words: string }>> = {
  image: { icon: 'image', words: 'Photo' },
  video: { icon: 'video', words: 'Video' },
  voice: { icon: 'voice', words: 'Voice message' },
  document: { icon: 'document', words: 'Document' },
  sticker: { icon: 'sticker', words: 'Sticker' },
  location: { icon: 'location', words: 'Location' },
  contacts: { icon: 'contacts', words: 'Contact' },
};

/** What stands for a photo, a place, a voice: the preview shows that there is one, not what is in it. */
export function attachment(kind: string, contentType: string | undefined): HTMLElement | undefined {
  const name = SHOWN[kind] || !contentType ? kind : kindOf(contentType);
  const shown = SHOWN[name];
  if (!shown) return undefined;
  return el('div', { class: `attachment ${name}` }, phoneIcon(shown.icon), el('span', {}, shown.words));
}

/** A message in a few words, as a quotation shows it. */
export function inFewWords(kind: string, body: string): string {
  return body || SHOWN[kind]?.words || 'Message';
}

function kindOf(contentType: string): string {
  const [family = ''] = contentType.split('/');
  if (contentType === 'image/webp') return 'sticker';
  return { image: 'image', video: 'video', audio: 'voice' }[family] ?? 'document';
}
