import { ActionIcon, Button, Checkbox, Select, TextInput, Tooltip } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { BANK_BEHAVIOURS } from '../../../../bot/studio/simulator/behaviours';
import type { BoxState, Move } from '../../../../bot/studio/simulator/contract';
import { Icon } from '../../../desk/client/shared/icon';
import { useStore } from '../../../desk/client/state/store';
import type { Looked } from '../canvas/drawing';
import { PhoneSide } from './phoneSide';
import { RecordDialog } from './recordDialog';
import { OPENS, playMoves, type Simulating, simulating } from './simulating';
import { StatePanel } from './statePanel';
import { texts } from './texts';
import { WebSide } from './webSide';

/** The real bot on this draft, in a box: talked to on both channels at once, with what it knows beside it. */
export function TalkPane({
  looked,
  now,
  canRecord,
}: {
  readonly looked: Looked;
  readonly now: Simulating;
  readonly canRecord: boolean;
}) {
  const [showKeys, setShowKeys] = useState(false);
  const [isRecording, setRecording] = useState(false);
  const { content } = looked;
  const play = (moves: readonly Move[], to?: string) => void playMoves(content, { ...now, moves }, to);
  const onMove = (move: Move) => play([...now.moves, move]);
  const onBack = (turn: number) => play(now.moves.slice(0, turn));
  const sides = now.simulation?.sides ?? [];
  const state = sides[0]?.state;
  return (
    <div className="sim-talk">
      <div className="sim-tools" role="toolbar" aria-label={texts.panes.talk}>
        <Button variant="default" leftSection={<Icon name="redo" />} onClick={() => play([OPENS])}>
          {texts.again}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="undo" />}
          disabled={now.moves.length < 2}
          onClick={() => play(now.moves.slice(0, -1))}
        >
          {texts.takeBack}
        </Button>
        <JumpSelect looked={looked} onJump={(step) => play(now.moves, step)} />
        <Select
          className="sim-bank"
          aria-label={texts.bank}
          leftSection={<Icon name="case" />}
          data={BANK_BEHAVIOURS.map((is) => ({ value: is, label: texts.bankIs(texts.banks[is]) }))}
          value={state?.bank.is ?? 'ok'}
          allowDeselect={false}
          onChange={(value) => {
            const is = BANK_BEHAVIOURS.find((one) => one === value);
            if (is !== undefined && is !== state?.bank.is) onMove({ kind: 'bank', is });
          }}
        />
        <Select
          className="sim-wait"
          aria-label={texts.wait}
          placeholder={texts.wait}
          leftSection={<Icon name="clock" />}
          data={Object.entries(texts.waits).map(([value, label]) => ({ value, label }))}
          value={null}
          onChange={(value) => value !== null && onMove({ kind: 'waits', minutes: Number(value) })}
        />
        <Checkbox
          label={texts.showKeys}
          checked={showKeys}
          onChange={({ currentTarget }) => setShowKeys(currentTarget.checked)}
        />
        {canRecord && (
          <Button
            leftSection={<Icon name="check" />}
            disabled={now.moves.length < 2}
            onClick={() => setRecording(true)}
          >
            {texts.record}
          </Button>
        )}
        <span className="sim-busy muted small" role="status">
          {now.isBusy ? texts.playing : ''}
        </span>
      </div>
      {now.problem !== undefined && (
        <p className="problem sim-problem" role="alert">
          {now.problem}
        </p>
      )}
      <div className="sim-stage">
        <div className="sim-sides">
          {sides.map((side) => (
            <Frame key={side.channel} title={texts[side.channel]} kind={side.channel} turns={side.turns.length}>
              {side.channel === 'webchat' ? (
                <WebSide side={side} showKeys={showKeys} onMove={onMove} onBack={onBack} />
              ) : (
                <PhoneSide side={side} showKeys={showKeys} onMove={onMove} onBack={onBack} />
              )}
            </Frame>
          ))}
          {sides.length === 1 && <p className="muted small sim-none">{texts.noWhatsApp}</p>}
        </div>
        {state !== undefined && <StatePanel state={state} onMove={onMove} />}
      </div>
      {state !== undefined && <Composer state={state} onMove={onMove} />}
      {isRecording && <RecordDialog content={content} now={now} onClose={() => setRecording(false)} />}
    </div>
  );
}

/** A phone's screen, or the chat's window; the newest is always in sight. */
function Frame(props: {
  readonly title: string;
  readonly kind: string;
  readonly turns: number;
  readonly children: React.ReactNode;
}) {
  const { title, kind, turns, children } = props;
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each turn
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [turns]);
  return (
    <section className={`sim-frame ${kind}`} aria-label={title}>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <div className="sim-scroll" tabIndex={0} role="log" aria-label={title}>
        {children}
        <div ref={end} />
      </div>
    </section>
  );
}

function JumpSelect({ looked, onJump }: { readonly looked: Looked; readonly onJump: (step: string) => void }) {
  const { flow } = looked.content;
  const market = useStore(simulating)?.market;
  const steps = Object.entries(flow.steps).filter(
    ([, { only, except }]) =>
      market === undefined || ((only === undefined || only.includes(market)) && !except?.includes(market)),
  );
  return (
    <Select
      className="sim-jump"
      aria-label={texts.jump}
      placeholder={texts.jump}
      leftSection={<Icon name="flow" />}
      searchable
      data={steps.map(([id]) => id)}
      value={null}
      onChange={(value) => value !== null && onJump(value)}
    />
  );
}

/** The customer's words, or while an agent has the conversation the agent's. */
function Composer({ state, onMove }: { readonly state: BoxState; readonly onMove: (move: Move) => void }) {
  const [text, setText] = useState('');
  const [agentText, setAgentText] = useState('');
  const isAgent = state.status === 'open';
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onMove({ kind: 'types', text });
    setText('');
  };
  const sendAsAgent = (event: FormEvent) => {
    event.preventDefault();
    if (agentText.trim() === '') return;
    onMove({ kind: 'agent', does: { kind: 'send', text: agentText } });
    setAgentText('');
  };
  return (
    <div className="sim-composer">
      <form onSubmit={send}>
        <TextInput
          aria-label={texts.input.label}
          placeholder={texts.input.placeholder}
          value={text}
          dir="auto"
          lang={state.locale}
          autoComplete="off"
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Tooltip label={texts.input.send}>
          <ActionIcon type="submit" variant="filled" aria-label={texts.input.send} disabled={text.trim() === ''}>
            <Icon name="send" />
          </ActionIcon>
        </Tooltip>
        <Button variant="default" onClick={() => onMove({ kind: 'sends', media: 'audio' })}>
          {texts.voice}
        </Button>
        <Button variant="default" onClick={() => onMove({ kind: 'sends', media: 'image' })}>
          {texts.picture}
        </Button>
        {!isAgent && (
          <Button
            variant="default"
            leftSection={<Icon name="person" />}
            onClick={() => onMove({ kind: 'agent', does: { kind: 'claim' } })}
          >
            {texts.become}
          </Button>
        )}
      </form>
      {isAgent && (
        <form className="agent" onSubmit={sendAsAgent}>
          <TextInput
            aria-label={texts.agentInput.label}
            placeholder={texts.agentInput.placeholder}
            value={agentText}
            dir="auto"
            autoComplete="off"
            onChange={({ currentTarget }) => setAgentText(currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={agentText.trim() === ''}>
            {texts.input.send}
          </Button>
          <Filling state={state} onMove={onMove} />
          <Button
            leftSection={<Icon name="handBack" />}
            onClick={() => onMove({ kind: 'agent', does: { kind: 'handBack' } })}
          >
            {texts.handBack}
          </Button>
        </form>
      )}
    </div>
  );
}

function Filling({ state, onMove }: { readonly state: BoxState; readonly onMove: (move: Move) => void }) {
  const [field, setField] = useState<string | null>(null);
  const [value, setValue] = useState('');
  const chosen = state.fillable.find((one) => one === field);
  return (
    <span className="sim-filling">
      <Select
        aria-label={texts.fillField}
        placeholder={texts.fillField}
        data={[...state.fillable]}
        value={field}
        onChange={setField}
      />
      <TextInput
        aria-label={texts.fillValue}
        placeholder={texts.fillValue}
        value={value}
        onChange={({ currentTarget }) => setValue(currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={chosen === undefined || value.trim() === ''}
        onClick={() => {
          if (chosen === undefined) return;
          onMove({ kind: 'agent', does: { kind: 'fill', field: chosen, value } });
          setValue('');
        }}
      >
        {texts.fill}
      </Button>
    </span>
  );
}
