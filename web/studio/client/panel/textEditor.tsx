import { Button, Popover, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { TextKey } from '../../../../machines/flow';
import { languageName, marketName } from '../../../desk/client/shared/names';
import { go } from '../state/address';
import { doEdit } from '../state/editing';
import { baseOf, dirOf, findText, readersOf } from '../state/wording';
import { texts } from '../texts';
import { Budget } from '../words/budget';
import { budgetOf } from '../words/budgetOf';
import { isLegal } from '../words/legalTexts';
import { useIsLocked } from '../words/locks';
import { Row } from './row';
import type { StepEditor } from './stepEditor';

/** A text where it is said, in the chosen language; below it who reads it, and which text it is. */
export function TextEditor(props: {
  readonly editor: StepEditor;
  readonly property: string;
  readonly textKey: string;
  readonly label?: string;
}) {
  const { editor, property, textKey, label } = props;
  const { locale } = editor.looked;
  return (
    <Row editor={editor} property={property}>
      <WordEditor
        editor={editor}
        textKey={textKey}
        label={label === undefined ? texts.panel.textIn(languageName(locale)) : `${label} · ${languageName(locale)}`}
      />
      <KeyChooser
        textKey={textKey}
        isReadOnly={editor.isReadOnly}
        onKey={(key) => editor.set(property, keyed(editor, property, key))}
      />
    </Row>
  );
}

/** A notice is a key with a version; every other text is a key. */
function keyed({ step }: StepEditor, property: string, key: string): unknown {
  return property === 'notice' && step.kind === 'consent' ? { ...step.notice, key } : key;
}

/** The words of one key in the chosen language. Nothing is written down until there is something to write. */
export function WordEditor(props: { readonly editor: StepEditor; readonly textKey: string; readonly label: string }) {
  const { editor, textKey, label } = props;
  const { content, world, locale, market } = editor.looked;
  const found = findText(content, world, locale, textKey);
  const own = content.words[locale]?.[textKey];
  const [typed, setTyped] = useState(found?.text ?? '');
  useEffect(() => setTyped(found?.text ?? ''), [found?.text]);
  const english = findText(content, world, 'en', textKey);
  const isLocked = useIsLocked(isLegal(content.flow, textKey), textKey);
  const type = (text: string) => {
    setTyped(text);
    if (text.trim() !== '') doEdit({ kind: 'setWord', locale, key: textKey, text }, `${locale} ${textKey}`);
  };
  const readers = readersOf(content, world, locale, textKey);
  const isOther = found !== undefined && baseOf(found.locale) !== baseOf(locale);
  return (
    <div className="word-editor">
      <Textarea
        label={label}
        lang={locale}
        dir={dirOf(world, locale)}
        autosize
        minRows={2}
        maxRows={10}
        readOnly={isLocked}
        placeholder={texts.panel.noText}
        value={typed}
        error={typed.trim() === '' && found !== undefined ? texts.panel.emptyText : undefined}
        onChange={({ currentTarget }) => type(currentTarget.value)}
        onBlur={() => setTyped(found?.text ?? '')}
      />
      <div className="word-foot">
        <Budget budget={budgetOf(content.flow, world, locale, textKey, typed, market)} />
        <span className="muted small">
          {isOther
            ? texts.panel.inheritedText(languageName(found.locale))
            : texts.panel.readIn(readers.length > 3 ? readers.join(' ') : readers.map(marketName).join(', '))}
        </span>
        {own !== undefined && !editor.isReadOnly && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => doEdit({ kind: 'setWord', locale, key: textKey, text: undefined })}
          >
            {texts.panel.dropText}
          </Button>
        )}
        {isLocked && (
          <Button size="compact-xs" variant="subtle" onClick={() => go({ view: 'words' })}>
            {texts.words.locked} {texts.words.unlock}
          </Button>
        )}
      </div>
      {locale !== 'en' && english !== undefined && english.text !== typed && (
        <p className="english" lang="en" dir="ltr">
          <span className="muted small">{texts.panel.english}</span> {english.text}
        </p>
      )}
    </div>
  );
}

function KeyChooser(props: {
  readonly textKey: string;
  readonly isReadOnly: boolean;
  readonly onKey: (key: string) => void;
}) {
  const { textKey, isReadOnly, onKey } = props;
  const [isOpen, setOpen] = useState(false);
  const [key, setKey] = useState(textKey);
  const isGood = TextKey.safeParse(key.trim()).success;
  const set = (event: FormEvent) => {
    event.preventDefault();
    onKey(key.trim());
    setOpen(false);
  };
  if (isReadOnly) return <p className="muted small key-line">{texts.panel.usualKey(textKey)}</p>;
  return (
    <Popover opened={isOpen} onChange={setOpen} width={300} trapFocus withArrow position="bottom-start">
      <Popover.Target>
        <Button
          className="key-line"
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => {
            setKey(textKey);
            setOpen(true);
          }}
        >
          {texts.panel.usualKey(textKey)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.panel.changeKey}>
        <form className="stack" onSubmit={set}>
          <TextInput
            label={texts.panel.key}
            description={texts.panel.keyHint}
            value={key}
            data-autofocus
            onChange={({ currentTarget }) => setKey(currentTarget.value)}
          />
          <Button type="submit" disabled={!isGood}>
            {texts.panel.setKey}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
