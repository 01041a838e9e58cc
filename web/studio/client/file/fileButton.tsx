import { Button } from '@mantine/core';
import { useRef } from 'react';
import { MOST_FILE_BYTES } from '../../../../machines/flowEdit/flowFile';
import { say } from '../../../desk/client/state/toasts';
import { texts } from '../texts';

/** Reads a text file of the designer's own machine. What is far too large is not even read. */
export function FileButton(props: {
  readonly label: string;
  readonly accept: string;
  readonly onText: (name: string, text: string) => void;
  readonly disabled?: boolean;
}) {
  const { label, accept, onText, disabled = false } = props;
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    // A file may hold four bytes for a character; what is longer than that cannot be one of ours.
    if (file.size > 4 * MOST_FILE_BYTES) say(texts.words.importFailed(`${file.name} is too large`), 'bad');
    else onText(file.name, await file.text());
    if (input.current !== null) input.current.value = '';
  };
  return (
    <>
      <Button variant="default" disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
      />
    </>
  );
}
