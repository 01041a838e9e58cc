import { ActionIcon, Select } from '@mantine/core';
import { FIELD_IDS, type FieldId } from '../../../../machines/lead';
import { Icon } from '../../../desk/client/shared/icon';
import { texts } from '../texts';
import { Row } from './row';
import type { StepEditor } from './stepEditor';

/** The answers that a review shows, in their order. */
export function FieldsEditor({ editor, fields }: { readonly editor: StepEditor; readonly fields: readonly FieldId[] }) {
  const others = FIELD_IDS.filter((field) => !fields.includes(field));
  const set = (next: readonly FieldId[]) => editor.set('fields', next);
  const move = (at: number, by: number) => {
    const field = fields[at];
    if (field !== undefined) set(fields.toSpliced(at, 1).toSpliced(at + by, 0, field));
  };
  return (
    <Row editor={editor} property="fields">
      <p className="control-label">{texts.panel.fields}</p>
      <ol className="field-order">
        {fields.map((field, at) => (
          <li key={field}>
            <span>{field}</span>
            {!editor.isReadOnly && (
              <>
                <ActionIcon
                  size="sm"
                  aria-label={`${texts.panel.up}: ${field}`}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                >
                  <Icon name="up" />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  aria-label={`${texts.panel.down}: ${field}`}
                  disabled={at === fields.length - 1}
                  onClick={() => move(at, 1)}
                >
                  <Icon name="down" />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  aria-label={texts.panel.removeOption(field)}
                  disabled={fields.length === 1}
                  onClick={() => set(fields.filter((one) => one !== field))}
                >
                  <Icon name="close" />
                </ActionIcon>
              </>
            )}
          </li>
        ))}
      </ol>
      {!editor.isReadOnly && others.length > 0 && (
        <Select
          aria-label={texts.panel.addOption}
          placeholder={texts.panel.addOption}
          data={[...others]}
          value={null}
          onChange={(value) => {
            const field = others.find((one) => one === value);
            if (field !== undefined) set([...fields, field]);
          }}
        />
      )}
    </Row>
  );
}
