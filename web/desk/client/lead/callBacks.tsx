import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { CallOutcome, DeskCallBack, DeskConversation } from '../../../../bot/desk/contract';
import { actAndSay } from '../server/act';
import { dayAndTime, slotWords } from '../shared/times';
import { whoWords } from '../shared/who';
import { Words } from '../shared/words';
import { handleOf, useSelf } from '../state/me';
import { texts } from '../texts';
import { SlotSelect } from './slotSelect';

const OUTCOMES = Object.entries(texts.callBacks.outcomes).map(([value, label]) => ({ value, label }));

/** Calls that were promised: when, what came of earlier tries, and how this one went. */
export function CallBacks({ conversation }: { readonly conversation: DeskConversation }) {
  const { callBacks, timeZone } = conversation;
  if (callBacks.length === 0) return null;
  return (
    <section>
      <h3>{texts.callBacks.heading}</h3>
      <ul className="plain">
        {callBacks.map((call) => (
          <li key={call.id} className={`card ${call.status}`}>
            <p className="card-head">
              <strong>
                {call.slot === undefined ? texts.callBacks.anyTime(call.hours) : slotWords(call.slot, timeZone)}
              </strong>
              {call.status === 'done' && <span className="muted">{texts.callBacks.done}</span>}
            </p>
            {call.reference !== undefined && (
              <p className="muted">
                <Words text={texts.callBacks.reference(call.reference)} />
              </p>
            )}
            <Tries call={call} />
            {call.status === 'open' && <Outcome call={call} conversation={conversation} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tries({ call: { tries } }: { readonly call: DeskCallBack }) {
  const me = useSelf();
  if (tries.length === 0) return null;
  return (
    <ul className="plain small" aria-label={texts.callBacks.tries}>
      {tries.map(({ at, by, outcome, note }) => (
        <li key={at}>
          {dayAndTime(at)} · <bdi>{whoWords(by, me)}</bdi> · {texts.callBacks.outcomes[outcome]}
          {note !== undefined && (
            <>
              {': '}
              <Words text={note} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Outcome({ call, conversation }: { readonly call: DeskCallBack; readonly conversation: DeskConversation }) {
  const [outcome, setOutcome] = useState<CallOutcome>();
  const [note, setNote] = useState('');
  const [slot, setSlot] = useState<DeskCallBack['slot']>();
  const isMissing = outcome === undefined || (outcome === 'rescheduled' && slot === undefined);
  const record = async (event: FormEvent) => {
    event.preventDefault();
    if (outcome === undefined) return;
    const more = {
      ...(note.trim() !== '' && { note: note.trim() }),
      ...(outcome === 'rescheduled' && slot && { slot }),
    };
    const wish = { kind: 'callBackOutcome', callBackId: call.id, outcome, ...more } as const;
    if (await actAndSay(handleOf(conversation), wish, texts.done.callNoted)) {
      setOutcome(undefined);
      setNote('');
      setSlot(undefined);
    }
  };
  return (
    <form className="stack tight" onSubmit={(event) => void record(event)}>
      <Select
        label={texts.callBacks.outcome}
        data={OUTCOMES}
        value={outcome ?? null}
        onChange={(value) => setOutcome((value as CallOutcome | null) ?? undefined)}
      />
      {outcome === 'rescheduled' && (
        <SlotSelect label={texts.callBacks.reschedule} conversation={conversation} slot={slot} onSlot={setSlot} />
      )}
      {outcome !== undefined && (
        <>
          <TextInput
            label={texts.callBacks.note}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          <Button type="submit" disabled={isMissing}>
            {texts.callBacks.record}
          </Button>
        </>
      )}
    </form>
  );
}
