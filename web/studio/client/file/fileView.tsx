import { Button } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Flow } from '../../../../machines/flow';
import { readFlowFile, toFlowFile } from '../../../../machines/flowEdit/flowFile';
import { say } from '../../../desk/client/state/toasts';
import { doEdit, useEditing } from '../state/editing';
import { texts } from '../texts';
import { FileButton } from './fileButton';
import { saveFile } from './saveFile';

const CodeEditor = lazy(() => import('./codeEditor'));

/** The draft as its file: to read, to change, to keep in git, and to bring back. */
export default function FileView({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const { history } = useEditing();
  const { content } = history;
  const own = useMemo(() => toFlowFile(content.flow), [content.flow]);
  const [typed, setTyped] = useState<string>();
  const [count, setCount] = useState(0);
  const text = typed ?? own;
  const read = useMemo(() => tryRead(text), [text]);
  const reset = () => {
    setTyped(undefined);
    setCount((now) => now + 1);
  };
  const take = (flow: Flow) => {
    // A file says what a flow is; which draft it is in stays as it was.
    const { id, version } = content.flow;
    if (!doEdit({ kind: 'replace', content: { flow: { ...flow, id, version }, words: content.words } })) return;
    say(texts.file.taken);
    reset();
  };
  const bring = (_: string, file: string) => {
    setTyped(file);
    setCount((now) => now + 1);
  };
  return (
    <div className="file-view">
      <div className="words-head">
        <p className="muted small">{texts.file.explain}</p>
        <span className="header-space" />
        <div className="actions">
          <Button variant="default" onClick={() => saveFile(`${content.flow.id}.json`, own)}>
            {texts.file.save}
          </Button>
          {!isReadOnly && <FileButton label={texts.file.open} accept="application/json,.json" onText={bring} />}
        </div>
      </div>
      <Suspense fallback={<p className="hollow">{texts.loading}</p>}>
        <CodeEditor
          key={`${count} ${typed === undefined ? own.length : ''}`}
          initial={text}
          label={texts.file.label}
          isReadOnly={isReadOnly}
          onText={setTyped}
        />
      </Suspense>
      <div className="file-foot">
        <div role="status" className={`file-state${'problem' in read ? ' wrong' : ''}`}>
          {'problem' in read ? <pre>{read.problem}</pre> : text === own ? texts.file.same : texts.file.valid}
        </div>
        {typed !== undefined && typed !== own && (
          <div className="actions">
            <Button disabled={'problem' in read} onClick={() => 'flow' in read && take(read.flow)}>
              {texts.file.apply}
            </Button>
            <Button variant="default" onClick={reset}>
              {texts.file.reset}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function tryRead(text: string): { readonly flow: Flow } | { readonly problem: string } {
  try {
    return { flow: readFlowFile(text) };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
