import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { DeskCase, DeskConversation } from '../../../../bot/desk/contract';
import type { CaseAction } from '../../../../dialogs/message';
import { lookAgain } from '../server/act';
import { ask, Refused } from '../server/api';
import { clockTime, dayAndTime } from '../shared/times';
import { whoWords } from '../shared/who';
import { Words } from '../shared/words';
import { has, useSelf } from '../state/me';
import { say } from '../state/toasts';
import { texts } from '../texts';

/** What a person has to settle, with what is known of it. What could go wrong for good takes two people. */
export function Cases({ conversation }: { readonly conversation: DeskConversation }) {
  if (conversation.cases.length === 0) return null;
  return (
    <section>
      <h3>{texts.cases.heading}</h3>
      <ul className="plain">
        {conversation.cases.map((one) => (
          <Case key={one.id} one={one} conversationId={conversation.row.conversationId} />
        ))}
      </ul>
    </section>
  );
}

function Case({ one, conversationId }: { readonly one: DeskCase; readonly conversationId: string }) {
  const me = useSelf();
  const { proposal, settlement } = one;
  return (
    <li className={`card case ${one.status}`}>
      <p className="card-head">
        <strong>{one.reason}</strong>
        <span className="muted">{dayAndTime(one.at)}</span>
      </p>
      <Evidence evidence={one.evidence} />
      {settlement !== undefined && (
        <p>
          {texts.cases.settledBy(
            whoWords(settlement.by, me),
            texts.cases.actions[settlement.action.kind],
            settlement.confirmedBy && whoWords(settlement.confirmedBy, me, texts.byYou),
          )}
        </p>
      )}
      {one.status === 'open' && proposal !== undefined && (
        <p className="proposal">
          {proposal.by.id === me.id
            ? texts.cases.ownProposal
            : texts.cases.proposal(proposal.by.name, actionWords(proposal.action), clockTime(proposal.at))}
        </p>
      )}
      {one.status === 'open' && has(me, 'operator', 'supervisor', 'agent') && (
        <Decision one={one} conversationId={conversationId} />
      )}
    </li>
  );
}

function Evidence({ evidence }: { readonly evidence: DeskCase['evidence'] }) {
  const rows = Object.entries(evidence);
  if (rows.length === 0) return null;
  return (
    <details className="evidence">
      <summary>{texts.cases.evidence}</summary>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Words text={typeof value === 'string' ? value : JSON.stringify(value, null, 1)} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Decision({ one, conversationId }: { readonly one: DeskCase; readonly conversationId: string }) {
  const me = useSelf();
  const [kind, setKind] = useState<CaseAction['kind']>();
  const [words, setWords] = useState('');
  const [fault, setFault] = useState<string>();
  const decide = async (action: CaseAction) => {
    try {
      await ask(`cases/${encodeURIComponent(one.id)}/decide`, { method: 'POST', body: { action } });
      say(texts.cases.decided);
      setKind(undefined);
      setFault(undefined);
      lookAgain(conversationId);
    } catch (cause) {
      setFault(cause instanceof Refused ? cause.message : texts.unreached);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const action = kind && actionOf(kind, words.trim());
    if (action) void decide(action);
  };
  const { proposal } = one;
  return (
    <form className="stack tight" onSubmit={submit}>
      {proposal !== undefined && proposal.by.id !== me.id && (
        <Button onClick={() => void decide(proposal.action)}>{texts.cases.confirmProposal}</Button>
      )}
      <Select
        label={texts.resolve.code}
        data={one.possible.map((value) => ({ value, label: texts.cases.actions[value] }))}
        value={kind ?? null}
        onChange={(value) => setKind(one.possible.find((possible) => possible === value))}
        error={fault}
      />
      {(kind === 'done' || kind === 'told') && (
        <TextInput
          label={kind === 'done' ? texts.cases.reference : texts.cases.told}
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
      )}
      {kind !== undefined && (
        <>
          {(kind === 'done' || kind === 'resend') && <p className="muted small">{texts.cases.twoPeople}</p>}
          <Button type="submit" disabled={actionOf(kind, words.trim()) === undefined}>
            {texts.actions.save}
          </Button>
        </>
      )}
    </form>
  );
}

function actionOf(kind: CaseAction['kind'], words: string): CaseAction | undefined {
  if (kind === 'resend' || kind === 'reject') return { kind };
  if (words === '') return undefined;
  return kind === 'done' ? { kind, reference: words } : { kind, note: words };
}

function actionWords(action: CaseAction): string {
  const words = texts.cases.actions[action.kind];
  return action.kind === 'done' ? `${words} (${action.reference})` : words;
}
