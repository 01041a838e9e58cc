import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { type Change, changesBetween } from '../../../../machines/flowEdit/changes';
import { partName } from '../../../../machines/flowEdit/parts';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { dayAndTime } from '../../../desk/client/shared/times';
import { Words } from '../../../desk/client/shared/words';
import { say } from '../../../desk/client/state/toasts';
import type { Looked } from '../canvas/drawing';
import { pathOf, useComments } from '../server/queries';
import { go, useAddress } from '../state/address';
import { useEditing } from '../state/editing';
import { findText } from '../state/wording';
import { texts } from '../texts';
import { ValueWords } from './valueWords';

const GROUPS = [
  ['step', texts.changes.steps],
  ['override', texts.changes.markets],
  ['word', texts.changes.words],
  ['rest', texts.changes.rest],
] as const;
type Group = (typeof GROUPS)[number][0];

/** What the draft would change, against the version it was begun from, and what people say about it. */
export default function ChangesView({ looked }: { readonly looked: Looked }) {
  const { base, row } = useEditing();
  const { content } = looked;
  const changes = useMemo(() => changesBetween(base, content).filter(isTold), [base, content]);
  return (
    <div className="page review-page">
      <div className="page-head">
        <div>
          <h2>{texts.changes.heading}</h2>
          <p className="muted">{texts.changes.against(row.base)}</p>
        </div>
      </div>
      {changes.length === 0 && <p className="hollow">{texts.changes.none}</p>}
      {GROUPS.map(([group, heading]) => (
        <ChangeGroup
          key={group}
          heading={heading}
          changes={changes.filter((one) => groupOf(one) === group)}
          looked={looked}
        />
      ))}
      <Comments />
    </div>
  );
}

/** A version gets its number when it is published. */
function isTold({ part }: Change): boolean {
  return part.of !== 'head' || (part.name !== 'version' && part.name !== 'id');
}

function groupOf({ part }: Change): Group {
  if (part.of === 'step' || part.of === 'override') return part.of;
  return part.of === 'word' || part.of === 'text' ? 'word' : 'rest';
}

function ChangeGroup(props: {
  readonly heading: string;
  readonly changes: readonly Change[];
  readonly looked: Looked;
}) {
  const { heading, changes, looked } = props;
  if (changes.length === 0) return null;
  return (
    <section className="panel">
      <h3>{heading}</h3>
      <ul className="changes">
        {changes.map((change) => (
          <ChangeLine key={partName(change.part)} change={change} looked={looked} />
        ))}
      </ul>
    </section>
  );
}

function ChangeLine({ change, looked }: { readonly change: Change; readonly looked: Looked }) {
  const { part, before, after } = change;
  const kind =
    before === undefined && part.of !== 'word'
      ? 'added'
      : after === undefined && part.of !== 'word'
        ? 'removed'
        : 'changed';
  const isStep = (part.of === 'step' || part.of === 'override') && looked.content.flow.steps[part.id] !== undefined;
  return (
    <li className="change">
      <h4>
        <span className={`chip ${kind}`}>{texts.changes[kind]}</span>
        {isStep ? (
          <button type="button" className="link" onClick={() => go({ view: 'flow', step: part.id })}>
            {texts.parts.name(part)}
          </button>
        ) : (
          texts.parts.name(part)
        )}
      </h4>
      {part.of !== 'order' && (
        <div className="sides">
          <div>
            <h5>{texts.changes.before}</h5>
            <Side change={change} side={before} other={after} looked={looked} />
          </div>
          <div>
            <h5>{texts.changes.after}</h5>
            <Side change={change} side={after} other={before} looked={looked} />
          </div>
        </div>
      )}
    </li>
  );
}

/** A word that the draft does not have is the product's. */
function Side(props: {
  readonly change: Change;
  readonly side: unknown;
  readonly other: unknown;
  readonly looked: Looked;
}) {
  const { change, side, other, looked } = props;
  const { part } = change;
  if (part.of !== 'word' && part.of !== 'text') return <ValueWords value={side} against={other} />;
  const shipped = findText({ flow: looked.content.flow, words: {} }, looked.world, part.locale, part.key);
  const text = typeof side === 'string' ? side : shipped?.text;
  return (
    <p>
      <Words text={text ?? texts.panel.noText} lang={part.locale} />
      {typeof side !== 'string' && <span className="muted small"> ({texts.changes.shipped})</span>}
    </p>
  );
}

function Comments() {
  const { row } = useEditing();
  const { step } = useAddress();
  const { data: comments } = useComments(row.id);
  const [text, setText] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const body = { text: text.trim(), ...(step !== undefined && { step }) };
      await ask(pathOf(row.id, '/comments'), { method: 'POST', body });
      setText('');
      await queryClient.invalidateQueries({ queryKey: ['comments', row.id] });
    } catch (cause) {
      say(cause instanceof Refused ? cause.message : texts.failed, 'bad');
    }
  };
  return (
    <section className="panel">
      <h3>{texts.changes.comments}</h3>
      {comments?.length === 0 && <p className="muted">{texts.changes.noComments}</p>}
      <ul className="comments">
        {comments?.map(({ id, name, at, text: said, step: about }) => (
          <li key={id}>
            <p className="muted small">
              <bdi>{name}</bdi> · {dayAndTime(at)}
              {about !== undefined && ` · ${texts.changes.about(about)}`}
            </p>
            <p>
              <Words text={said} />
            </p>
          </li>
        ))}
      </ul>
      <form className="stack tight" onSubmit={(event) => void send(event)}>
        <Textarea
          label={texts.changes.comment}
          description={step === undefined ? undefined : texts.changes.aboutOpen(step)}
          autosize
          minRows={2}
          maxLength={2_000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <div className="actions">
          <Button type="submit" disabled={text.trim() === ''}>
            {texts.changes.send}
          </Button>
        </div>
      </form>
    </section>
  );
}
