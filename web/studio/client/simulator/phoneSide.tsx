import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Bubble } from '../../../../bot/studio/simulator/contract';
import { Icon } from '../../../desk/client/shared/icon';
import { Words } from '../../../desk/client/shared/words';
import { texts } from './texts';
import { OwnSide, type SideProps, Trouble } from './webSide';

/** The same conversation on a phone: the very messages that would be sent, within WhatsApp's limits. */
export function PhoneSide({ side, onMove, onBack }: SideProps) {
  return (
    <ol className="sim-chat phone" aria-label={texts.whatsapp}>
      {side.turns.map((turn, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn has no other name than its place
        <li key={at} className="sim-turn">
          <OwnSide turn={turn} at={at} onBack={onBack} />
          {(turn.bubbles ?? []).map((bubble, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <PhoneBubble key={index} bubble={bubble} lang={side.state?.locale} onMove={onMove} />
          ))}
          <Trouble turn={turn} />
        </li>
      ))}
    </ol>
  );
}

function PhoneBubble(props: { readonly bubble: Bubble; readonly lang?: string } & Pick<SideProps, 'onMove'>) {
  const { bubble, lang, onMove } = props;
  const { body, options } = bubble;
  const [isOpen, setOpen] = useState(false);
  const isList = options?.kind === 'list';
  const rows = options === undefined || (isList && !isOpen) ? [] : options.rows;
  return (
    <div className="sim-said" dir="auto" lang={lang}>
      <p className="sim-bubble">
        <Marked body={body} />
      </p>
      {isList && (
        <UnstyledButton className="sim-phone-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="list" />
          {options.open ?? texts.list}
        </UnstyledButton>
      )}
      {rows.map(({ choice, step, title }) => (
        <UnstyledButton
          key={choice}
          className={`sim-phone-button${isList ? ' row' : ''}`}
          onClick={() => onMove({ kind: 'taps', choice, ...(step !== undefined && { step }) })}
        >
          <Words text={title} />
        </UnstyledButton>
      ))}
    </div>
  );
}

/** What stands between stars WhatsApp shows bold. */
function Marked({ body }: { readonly body: string }) {
  return (
    <>
      {body.split(/(\*[^*\n]+\*)/).map((piece, at) =>
        /^\*[^*\n]+\*$/.test(piece) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name than their place
          <strong key={at}>
            <Words text={piece.slice(1, -1)} />
          </strong>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <Words key={at} text={piece} />
        ),
      )}
    </>
  );
}
