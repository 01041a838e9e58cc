import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import type { Step, StepKind } from '../../../../machines/flow';
import { FIELD_IDS } from '../../../../machines/lead';
import { PURPOSES } from '../../../../machines/market';
import { texts } from '../texts';
import { ChoicesEditor } from './choicesEditor';
import { ExitEditor } from './exitEditor';
import { FieldsEditor } from './fieldsEditor';
import { Row } from './row';
import { RulesEditor } from './rulesEditor';
import type { StepEditor } from './stepEditor';
import { TextEditor } from './textEditor';

/** The properties of each kind of step, as the schema has them and in the order a designer thinks of them. */
export function PropertiesOf({ editor }: { readonly editor: StepEditor }) {
  const { step } = editor;
  switch (step.kind) {
    case 'say':
      return (
        <>
          <TextEditor editor={editor} property="text" textKey={step.text} />
          <ExitEditor editor={editor} exit="next" next={step.next} />
        </>
      );
    case 'ask':
      return <AskProperties editor={editor} step={step} />;
    case 'consent':
      return <ConsentProperties editor={editor} step={step} />;
    case 'review':
      return (
        <>
          <TextEditor editor={editor} property="text" textKey={step.text} />
          <FieldsEditor editor={editor} fields={step.fields} />
          <TextEditor editor={editor} property="accept" textKey={step.accept} label={texts.panel.accept} />
          <ExitEditor editor={editor} exit="next" next={step.next} />
        </>
      );
    case 'callout':
      return (
        <>
          <PickOne
            editor={editor}
            property="operation"
            label={texts.panel.operation}
            value={step.operation}
            data={Object.entries(texts.panel.operations)}
          />
          <TextEditor editor={editor} property="text" textKey={step.text} />
          <ExitEditor editor={editor} exit="next" next={step.next} />
          <ExitEditor editor={editor} exit="failed" next={step.failed} />
        </>
      );
    case 'handoff':
      return (
        <>
          <TextEditor editor={editor} property="text" textKey={step.text} />
          <QueueInput editor={editor} queue={step.queue} />
        </>
      );
    case 'end':
      return (
        <>
          <TextEditor editor={editor} property="text" textKey={step.text} />
          <PickOne
            editor={editor}
            property="outcome"
            label={texts.panel.outcome}
            value={step.outcome}
            data={Object.entries(texts.panel.outcomes)}
          />
        </>
      );
  }
}

type Of<K extends StepKind> = { readonly editor: StepEditor; readonly step: Extract<Step, { kind: K }> };

function AskProperties({ editor, step }: Of<'ask'>) {
  return (
    <>
      <TextEditor editor={editor} property="text" textKey={step.text} />
      <PickOne
        editor={editor}
        property="field"
        label={texts.panel.field}
        value={step.field}
        data={FIELD_IDS.map((field) => [field, field] as const)}
      />
      <ChoicesEditor editor={editor} choices={step.choices} />
      <Row editor={editor} property="optional">
        <Switch
          label={texts.panel.optional}
          checked={step.optional}
          onChange={({ currentTarget }) => editor.set('optional', currentTarget.checked)}
        />
      </Row>
      <ExitEditor editor={editor} exit="next" next={step.next} />
      <Row editor={editor} property="attempts">
        <p className="control-label" id="attempts-label">
          {texts.panel.attempts}
        </p>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="attempts-label"
          data={['1', '2', '3', '4', '5']}
          value={String(step.attempts)}
          onChange={(value) => editor.set('attempts', Number(value))}
        />
      </Row>
      <ExitEditor editor={editor} exit="exhausted" next={step.exhausted} />
      <RulesEditor editor={editor} rules={step.rules} />
    </>
  );
}

function ConsentProperties({ editor, step }: Of<'consent'>) {
  return (
    <>
      <TextEditor editor={editor} property="notice" textKey={step.notice.key} label={texts.panel.notice} />
      <Row editor={editor} property="notice">
        <TextInput
          label={texts.panel.noticeVersion}
          description={texts.panel.noticeVersionHint}
          value={step.notice.version}
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            if (value !== '') editor.set('notice', { ...step.notice, version: value }, `notice ${editor.id}`);
          }}
        />
      </Row>
      <PickOne
        editor={editor}
        property="purpose"
        label={texts.panel.purpose}
        value={step.purpose}
        data={PURPOSES.map((purpose) => [purpose, purpose] as const)}
      />
      <ExitEditor editor={editor} exit="granted" next={step.granted} />
      <ExitEditor editor={editor} exit="declined" next={step.declined} />
    </>
  );
}

function QueueInput({ editor, queue }: { readonly editor: StepEditor; readonly queue: string }) {
  return (
    <Row editor={editor} property="queue">
      <TextInput
        label={texts.panel.queue}
        value={queue}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') editor.set('queue', currentTarget.value, `queue ${editor.id}`);
        }}
      />
    </Row>
  );
}

function PickOne(props: {
  readonly editor: StepEditor;
  readonly property: string;
  readonly label: string;
  readonly value: string;
  readonly data: readonly (readonly [value: string, label: string])[];
}) {
  const { editor, property, label, value, data } = props;
  return (
    <Row editor={editor} property={property}>
      <Select
        label={label}
        searchable={data.length > 8}
        data={data.map(([one, words]) => ({ value: one, label: words }))}
        value={value}
        allowDeselect={false}
        onChange={(chosen) => chosen !== null && editor.set(property, chosen)}
      />
    </Row>
  );
}
