import type { DeskEntry } from '../../../../bot/desk/contract';
import { Icon, type IconName } from '../shared/icon';
import { languageName } from '../shared/names';
import { RevealButton } from '../shared/revealButton';
import { clockTime } from '../shared/times';
import { Words } from '../shared/words';
import { revealKey, useRevealed } from '../state/revealed';
import { texts } from '../texts';

/** One thing somebody said, as text alone, and how far it got. */
export function Entry(props: {
  readonly entry: DeskEntry;
  readonly conversationId: string;
  /** The conversation's language; an entry in another one says so. */
  readonly locale: string;
  /** Whoever said the one before. */
  readonly follows: boolean;
}) {
  const { entry, conversationId, locale, follows } = props;
  const revealed = useRevealed(revealKey(conversationId, { seq: entry.seq }));
  const { from, delivery } = entry;
  const isUndone = delivery === 'failed' || delivery === 'notSent' || delivery === 'inFlight';
  return (
    <li className={`entry ${from}${follows ? ' follows' : ''}${isUndone ? ` ${delivery}` : ''}`}>
      {!follows && <span className="speaker">{speakerOf(entry)}</span>}
      <div className="bubble">
        <Words text={revealed?.value ?? entry.text} lang={entry.locale} />
        {entry.masked && (
          <RevealButton conversationId={conversationId} target={{ seq: entry.seq }} label={texts.reveal.message} />
        )}
        {entry.media !== undefined && <p className="media">{texts.conversation.media}</p>}
        {entry.choices !== undefined && entry.choices.length > 0 && <Choices choices={entry.choices} />}
      </div>
      <span className="meta">
        {entry.locale !== undefined &&
          entry.locale !== locale &&
          `${texts.conversation.language(languageName(entry.locale))} · `}
        <time dateTime={new Date(entry.at).toISOString()}>{clockTime(entry.at)}</time>
        <Ticks entry={entry} />
      </span>
    </li>
  );
}

function speakerOf({ from, name }: DeskEntry): string {
  if (from === 'agent') return name ?? texts.conversation.you;
  return texts.conversation[from];
}

function Choices({ choices }: { readonly choices: readonly string[] }) {
  return (
    <ul className="offered" aria-label={texts.conversation.offered}>
      {choices.map((choice) => (
        <li key={choice}>
          <Words text={choice} />
        </li>
      ))}
    </ul>
  );
}

const TICKS: Readonly<Record<NonNullable<DeskEntry['delivery']>, IconName>> = {
  waiting: 'clock',
  inFlight: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'alert',
  notSent: 'cross',
};

/** How far it got: a drawing where all is well, in words where it is not. */
function Ticks({ entry: { delivery, code } }: { readonly entry: DeskEntry }) {
  if (delivery === undefined) return null;
  const words = texts.delivery[delivery];
  const isBad = delivery === 'failed' || delivery === 'notSent' || delivery === 'inFlight';
  if (!isBad) {
    return (
      <span className={`ticks ${delivery}`}>
        <Icon name={TICKS[delivery]} label={words} />
      </span>
    );
  }
  return (
    <span className={`ticks ${delivery}`}>
      <Icon name={TICKS[delivery]} />
      {words}
      {code !== undefined && ` (${texts.deliveryCode(code)})`}
    </span>
  );
}
