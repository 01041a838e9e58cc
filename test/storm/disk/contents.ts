/** The bytes of one file, which grow and shrink in place. */
export interface Contents {
  write(at: number, data: Buffer): void;
  resize(length: number): void;
  slice(from: number, to: number): Buffer;
  readonly length: number;
  copy(): Contents;
  bytes(): Buffer;
}

export function createContents(start: Buffer = Buffer.alloc(0)): Contents {
  let room = Buffer.from(start);
  let length = start.length;
  const resize = (to: number) => {
    if (to > room.length) {
      const larger = Buffer.alloc(Math.max(to, 2 * room.length));
      room.copy(larger, 0, 0, length);
      room = larger;
    }
    // What a file grows into reads as zeros, whatever was there before it shrank.
    if (to < length) room.fill(0, to, length);
    length = to;
  };
  return {
    write: (at, data) => {
      resize(Math.max(length, at + data.length));
      data.copy(room, at);
    },
    resize,
    slice: (from, to) => Buffer.from(room.subarray(from, Math.min(to, length))),
    get length() {
      return length;
    },
    copy: () => createContents(room.subarray(0, length)),
    bytes: () => room.subarray(0, length),
  };
}
