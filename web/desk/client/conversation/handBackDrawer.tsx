import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DeskConversation, HandBack } from '../../../../bot/desk/contract';
import type { StepId } from '../../../../machines/flow';
import { actAndSay } from '../server/act';
import { useConversation, useHandBack } from '../server/queries';
import { Dialog } from '../shared/dialog';
import { languageName } from '../shared/names';
import { Words } from '../shared/words';
import { handleOf } from '../state/me';
import { texts } from '../texts';

/** Back to the bot, after seeing exactly what it will say. */
export default function HandBackDrawer({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data: conversation } = useConversation(id);
  if (conversation === undefined) return null;
  return (
    <Dialog kind="drawer" title={texts.handBack.heading} onClose={onClose}>
      <Form conversation={conversation} onClose={onClose} />
    </Dialog>
  );
}

function Form({ conversation, onClose }: { readonly conversation: DeskConversation; readonly onClose: () => void }) {
  const { handBack } = conversation;
  const [step, setStep] = useState<StepId>();
  const [line, setLine] = useState('');
  const { data: other, isError } = useHandBack(conversation.row.conversationId, step);
  const preview = step === undefined ? handBack : other;
  const label = handBack.others.find((one) => one.step === step)?.label ?? handBack.asks;

  const give = async () => {
    const wish = { kind: 'handBack', ...(step && { step }), ...(line.trim() !== '' && { line: line.trim() }) } as const;
    if (await actAndSay(handleOf(conversation), wish, texts.done.handedBack)) onClose();
  };
  return (
    <div className="stack">
      <p className="will-ask">
        {texts.handBack.willAsk(
          preview?.asks ?? label,
          languageName(preview?.next[0]?.locale ?? conversation.row.locale),
        )}
      </p>
      <Preview preview={preview} line={line.trim()} isMissing={isError} />
      <Select
        label={texts.handBack.other}
        data={[
          { value: handBack.step, label: texts.handBack.suggested(handBack.asks) },
          ...handBack.others
            .filter((one) => one.step !== handBack.step)
            .map((one) => ({ value: one.step, label: one.label })),
        ]}
        value={step ?? handBack.step}
        onChange={(value) => setStep(value === null || value === handBack.step ? undefined : value)}
        allowDeselect={false}
      />
      <TextInput
        label={texts.handBack.line}
        placeholder={texts.handBack.lineHint}
        dir="auto"
        value={line}
        maxLength={500}
        onChange={({ currentTarget }) => setLine(currentTarget.value)}
      />
      <Button data-autofocus onClick={() => void give()}>
        {texts.handBack.confirm}
      </Button>
    </div>
  );
}

function Preview(props: {
  readonly preview: HandBack | undefined;
  readonly line: string;
  readonly isMissing: boolean;
}) {
  const { preview, line, isMissing } = props;
  return (
    <section className="preview" aria-label={texts.handBack.exact}>
      <h3>{texts.handBack.exact}</h3>
      {line !== '' && (
        <div className="bubble own next">
          <Words text={line} />
        </div>
      )}
      {preview === undefined && (
        <p className="muted">{isMissing ? texts.handBack.noPreview : texts.handBack.loading}</p>
      )}
      {preview?.next.map(({ text, locale, choices = [] }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what the bot says next has no names, only an order
        <div key={at} className="bubble next">
          <Words text={text} lang={locale} />
          {choices.length > 0 && (
            <ul className="offered">
              {choices.map((choice) => (
                <li key={choice}>
                  <Words text={choice} lang={locale} />
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </section>
  );
}
