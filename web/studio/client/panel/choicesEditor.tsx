import { ActionIcon, Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { type Choices, LISTS } from '../../../../machines/flow';
import { Icon } from '../../../desk/client/shared/icon';
import { texts } from '../texts';
import { Row } from './row';
import type { StepEditor } from './stepEditor';
import { WordEditor } from './textEditor';

const KINDS = ['none', 'list', 'inline'] as const;

/** What can be answered: anything, one of a list the bank keeps, or one of a few of our own. */
export function ChoicesEditor({
  editor,
  choices,
}: {
  readonly editor: StepEditor;
  readonly choices: Choices | undefined;
}) {
  const kind = choices?.from ?? 'none';
  const set = (value: Choices | undefined) => editor.set('choices', value, `${editor.id} choices`);
  const turn = (wanted: string) => {
    if (wanted === 'none') set(undefined);
    else set(wanted === 'list' ? { from: 'list', list: 'products' } : { from: 'inline', options: FIRST });
  };
  return (
    <Row editor={editor} property="choices">
      <p className="control-label" id="choices-label">
        {texts.panel.choices}
      </p>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby="choices-label"
        data={KINDS.map((value) => ({ value, label: texts.panel.choiceKinds[value] }))}
        value={kind}
        onChange={turn}
      />
      {choices?.from === 'list' && (
        <Select
          label={texts.panel.list}
          data={[...LISTS]}
          value={choices.list}
          allowDeselect={false}
          onChange={(value) => {
            const list = LISTS.find((one) => one === value);
            if (list !== undefined) set({ from: 'list', list });
          }}
        />
      )}
      {choices?.from === 'inline' && <Options editor={editor} options={choices.options} onOptions={set} />}
    </Row>
  );
}

const FIRST = [
  { code: 'yes', text: 'btn.yes' },
  { code: 'no', text: 'btn.no' },
];

type Option = (typeof FIRST)[number];

function Options(props: {
  readonly editor: StepEditor;
  readonly options: readonly Option[];
  readonly onOptions: (choices: Choices) => void;
}) {
  const { editor, options, onOptions } = props;
  const setAll = (next: readonly Option[]) => onOptions({ from: 'inline', options: [...next] });
  const add = () => {
    const at = options.length + 1;
    setAll([...options, { code: `option${at}`, text: `btn.${editor.id}${at}` }]);
  };
  return (
    <div className="options">
      {options.map((option, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an answer is known by its place while its code is being typed
        <div key={at} className="option">
          <WordEditor editor={editor} textKey={option.text} label={`${texts.panel.option} ${at + 1}`} />
          <div className="option-code">
            <TextInput
              label={texts.panel.code}
              value={option.code}
              onChange={({ currentTarget }) => setAll(options.with(at, { ...option, code: currentTarget.value }))}
            />
            <ActionIcon
              aria-label={texts.panel.removeOption(option.code)}
              disabled={options.length === 1}
              onClick={() => setAll(options.filter((_, other) => other !== at))}
            >
              <Icon name="trash" />
            </ActionIcon>
          </div>
        </div>
      ))}
      {!editor.isReadOnly && options.length < 10 && (
        <Button size="compact-xs" variant="default" onClick={add}>
          {texts.panel.addOption}
        </Button>
      )}
    </div>
  );
}
