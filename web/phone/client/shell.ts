import { list, record, text } from '../../chat/client/protocol';

/** What the server wrote into the page. */
export interface PhoneShell {
  readonly market: string;
  readonly bankName: string;
  /** Whom the customer writes to, as Twilio writes it: `whatsapp:+…`. */
  readonly sender: string;
  /** A number as the market's mobiles have it, `+…`; made-up customers get others like it. */
  readonly number: string;
  /** The market's languages, its own first. */
  readonly locales: readonly PhoneLocale[];
}

export interface PhoneLocale {
  readonly tag: string;
  readonly dir: 'ltr' | 'rtl';
}

/** Reads the page's own JSON block. */
export function readShell(json: string): PhoneShell {
  const raw = record(JSON.parse(json));
  return {
    market: text(raw.market) ?? '',
    bankName: text(raw.bankName) ?? '',
    sender: text(raw.sender) ?? '',
    number: text(raw.number) ?? '',
    locales: list(raw.locales).map((row) => {
      const { tag, dir } = record(row);
      return { tag: text(tag) ?? 'en', dir: dir === 'rtl' ? 'rtl' : 'ltr' };
    }),
  };
}
