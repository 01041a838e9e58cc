import type { DeskNote, Me, StaffName } from '../../../../bot/desk/contract';
import { dayAndTime } from '../shared/times';
import { whoWords } from '../shared/who';
import { Words } from '../shared/words';
import { useSelf } from '../state/me';
import { texts } from '../texts';

/** What colleagues wrote for each other. It never reaches the customer, and does not look as if it could. */
export function Notes({ notes }: { readonly notes: readonly DeskNote[] }) {
  const me = useSelf();
  if (notes.length === 0) return null;
  return (
    <section>
      <h3>{texts.lead.notes}</h3>
      <ul className="plain">
        {notes.map(({ id, at, by, text, whisper }) => (
          <li key={id} className={whisper ? 'card note whisper' : 'card note'}>
            <p className="note-head">
              <bdi>{whisper ? whisperWords(by, me) : whoWords(by, me)}</bdi> <time>{dayAndTime(at)}</time>
            </p>
            <Words text={text} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function whisperWords(by: StaffName, me: Me): string {
  return by.id === me.id ? texts.lead.ownWhisper : texts.lead.whisperBy(by.name);
}
