import { Tooltip, UnstyledButton } from '@mantine/core';
import type { Move, Said, Side, Turn } from '../../../../bot/studio/simulator/contract';
import type { QuickReply } from '../../../../dialogs/message';
import { Icon } from '../../../desk/client/shared/icon';
import { Words } from '../../../desk/client/shared/words';
import { moveWords } from './moveWords';
import { texts } from './texts';

export interface SideProps {
  readonly side: Side;
  readonly showKeys: boolean;
  readonly onMove: (move: Move) => void;
  /** Back to just before this turn. */
  readonly onBack: (turn: number) => void;
}

/** The conversation as the customer's page shows it. */
export function WebSide({ side, showKeys, onMove, onBack }: SideProps) {
  const lastAt = side.turns.length - 1;
  return (
    <ol className="sim-chat" aria-label={texts.webchat}>
      {side.turns.map((turn, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn has no other name than its place
        <li key={at} className="sim-turn">
          <OwnSide turn={turn} at={at} onBack={onBack} />
          {turn.said.map((said, index) => (
            <Bubble
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              key={index}
              said={said}
              isLast={at === lastAt && index === turn.said.length - 1}
              showKeys={showKeys}
              onMove={onMove}
            />
          ))}
          <Trouble turn={turn} />
        </li>
      ))}
    </ol>
  );
}

/** What was done, and the way back to before it. */
export function OwnSide({
  turn,
  at,
  onBack,
}: { readonly turn: Turn; readonly at: number } & Pick<SideProps, 'onBack'>) {
  const aside = moveWords(turn.move);
  return (
    <>
      {aside !== undefined && <p className="sim-aside">{aside}</p>}
      {turn.shown !== undefined && (
        <div className="sim-own">
          <p className="sim-bubble own">
            <Words text={turn.shown} />
          </p>
        </div>
      )}
      {at > 0 && (
        <Tooltip label={texts.backTo}>
          <UnstyledButton className="sim-back" aria-label={`${texts.backTo}: ${at}`} onClick={() => onBack(at)}>
            <Icon name="undo" />
          </UnstyledButton>
        </Tooltip>
      )}
    </>
  );
}

export function Trouble({ turn: { refused, faults } }: { readonly turn: Turn }) {
  return (
    <>
      {refused !== undefined && <p className="sim-trouble">{texts.refused(refused)}</p>}
      {faults.map((fault) => (
        <p key={fault} className="sim-trouble">
          {texts.fault(fault)}
        </p>
      ))}
    </>
  );
}

function Bubble(props: { readonly said: Said; readonly isLast: boolean } & Pick<SideProps, 'showKeys' | 'onMove'>) {
  const { said, isLast, showKeys, onMove } = props;
  const { reply, from, keys } = said;
  const cards = reply.cards ?? [];
  const onCards = new Set(cards.map(({ select }) => select.payload));
  const choices = (reply.choices ?? []).filter(({ payload }) => !onCards.has(payload));
  return (
    <div className={`sim-said ${from}`} lang={reply.locale} dir="auto">
      {from === 'agent' && <span className="sim-speaker">{reply.speaker ?? texts.agent}</span>}
      <p className="sim-bubble">
        <Words text={reply.text} lang={reply.locale} />
      </p>
      {reply.link !== undefined && <p className="sim-link">{reply.link.label}</p>}
      {cards.length > 0 && (
        <ul className="sim-cards">
          {cards.map((card) => (
            <li key={card.select.payload} className="sim-card">
              <strong>{card.title}</strong>
              {card.subtitle !== undefined && <span>{card.subtitle}</span>}
              {card.lines.map((line) => (
                <span key={line} className="muted">
                  {line}
                </span>
              ))}
              <Tap button={card.select} onMove={onMove} />
            </li>
          ))}
        </ul>
      )}
      {choices.length > 0 && (
        <div className={`sim-choices${isLast ? '' : ' old'}`}>
          {choices.map((button) => (
            <Tap key={button.payload} button={button} onMove={onMove} />
          ))}
        </div>
      )}
      {reply.summary?.some(({ change }) => change !== undefined) === true && (
        <div className="sim-choices old">
          {reply.summary.flatMap(({ label, change }) =>
            change === undefined
              ? []
              : [<Tap key={change.payload} button={change} words={`${change.label}: ${label}`} onMove={onMove} />],
          )}
        </div>
      )}
      {showKeys && keys.length > 0 && <code className="sim-keys">{texts.keys(keys)}</code>}
    </div>
  );
}

/** Old buttons, too: a customer may tap them whenever they like. */
function Tap(props: { readonly button: QuickReply; readonly words?: string; readonly onMove: SideProps['onMove'] }) {
  const { button, words, onMove } = props;
  return (
    <UnstyledButton className="sim-choice" onClick={() => onMove(tapOf(button.payload))}>
      <Words text={words ?? button.label} />
    </UnstyledButton>
  );
}

function tapOf(payload: string): Move {
  if (payload.startsWith('cmd|')) return { kind: 'taps', choice: payload };
  const [head = '', ...rest] = payload.split('|');
  const step = head.split('.')[1];
  return { kind: 'taps', choice: rest.join('|'), ...(step !== undefined && { step }) };
}
