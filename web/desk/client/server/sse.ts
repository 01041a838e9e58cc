/** One event of a stream: the id to resume from, and its data. */
export interface StreamEvent {
  readonly id?: string;
  readonly data: string;
}

/**
 * Reads the lines of a `text/event-stream` as they come, however they are cut into pieces; calls back for each event
 * that is whole.
 */
export function createEventReader(onEvent: (event: StreamEvent) => void): (piece: string) => void {
  let rest = '';
  let id: string | undefined;
  let data: string[] = [];

  function take(line: string): void {
    if (line === '') {
      if (data.length > 0) onEvent({ id, data: data.join('\n') });
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'id') id = value;
  }

  return (piece) => {
    const text = rest + piece;
    // A carriage return at the very end may be the first half of a line's end.
    const cut = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, cut).split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? '') + text.slice(cut);
    for (const line of lines) take(line);
  };
}
