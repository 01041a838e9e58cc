import { readFileSync } from 'node:fs';

/** One system call that changes files, as the kernel took it, or the moment at which a sync was asked for. */
export type SystemCall =
  | { readonly call: 'open'; readonly path: string; readonly flags: string; readonly fd: number }
  | { readonly call: 'close'; readonly fd: number }
  | { readonly call: 'seek'; readonly fd: number; readonly position: number }
  | { readonly call: 'read'; readonly fd: number; readonly length: number }
  /** Without a position it is written where the last one ended. */
  | { readonly call: 'write'; readonly fd: number; readonly data: Buffer; readonly position?: number }
  | { readonly call: 'copy'; readonly from: number; readonly fd: number; readonly length: number }
  | { readonly call: 'resize'; readonly fd: number; readonly length: number }
  | { readonly call: 'syncAsked'; readonly fd: number; readonly thread: string }
  | { readonly call: 'synced'; readonly fd: number; readonly thread: string }
  | { readonly call: 'rename'; readonly path: string; readonly to: string }
  | { readonly call: 'unlink'; readonly path: string }
  | { readonly call: 'mkdir'; readonly path: string };

/** What strace is told to record. Calls that it does not know here would be missed, so unknown ones are refused. */
export const RECORDED = [
  'open,openat,creat,close,dup,dup2,dup3,lseek,read,write,pwrite64,writev,pwritev,pwritev2,copy_file_range,sendfile',
  'ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,msync,rename,renameat,renameat2,link,linkat,symlink',
  'unlink,unlinkat,rmdir,mkdir,mkdirat',
].join(',');

/**
 * Reads what `strace -f -xx` wrote, in the order in which the calls ended: a write that another thread had not come
 * back from when a sync was asked for is not taken to be covered by it.
 */
export function readSystemCalls(file: string): readonly SystemCall[] {
  const begun = new Map<string, string>();
  const calls: SystemCall[] = [];
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const cut = text.indexOf(' <unfinished ...>');
    if (cut >= 0) {
      const start = text.slice(0, cut);
      begun.set(thread, start);
      calls.push(...asked(start, thread));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    const whole = resumed === null ? text : (begun.get(thread) ?? '') + resumed[1];
    begun.delete(thread);
    if (resumed === null) calls.push(...asked(whole, thread));
    calls.push(...ended(whole, thread));
  }
  return calls;
}

function asked(text: string, thread: string): readonly SystemCall[] {
  const fd = /^f(?:data)?sync\((\d+)/.exec(text)?.[1];
  return fd === undefined ? [] : [{ call: 'syncAsked', fd: Number(fd), thread }];
}

function ended(text: string, thread: string): readonly SystemCall[] {
  const parts = /^(\w+)\((.*)\)\s+= (-?\d+|\?)/.exec(text);
  if (parts === null) return [];
  const [, name = '', inside = '', result = ''] = parts;
  // What failed changed nothing; what a dying thread did not come back from is not known to have.
  if (result.startsWith('-') || result === '?') return [];
  const read = READERS[name];
  if (read === undefined) throw new Error(`The trace has ${name}, which nobody here understands.`);
  return read(inside.split(', '), Number(result), thread);
}

type Reader = (args: readonly string[], result: number, thread: string) => readonly SystemCall[];

const path = (text = '""'): string => bytes(text).toString('utf8');
const isDescriptor = (text = '') => /^\d+$/.test(text);

const READERS: Readonly<Record<string, Reader>> = {
  open: ([name, flags = ''], fd) => [{ call: 'open', path: path(name), flags, fd }],
  openat: ([, name, flags = ''], fd) => [{ call: 'open', path: path(name), flags, fd }],
  close: ([fd]) => [{ call: 'close', fd: Number(fd) }],
  lseek: ([fd], position) => [{ call: 'seek', fd: Number(fd), position }],
  read: ([fd], length) => [{ call: 'read', fd: Number(fd), length }],
  write: ([fd, data = ''], length) => [{ call: 'write', fd: Number(fd), data: bytes(data).subarray(0, length) }],
  pwrite64: ([fd, data = '', , position], length) => [
    { call: 'write', fd: Number(fd), data: bytes(data).subarray(0, length), position: Number(position) },
  ],
  copy_file_range: ([from, , fd], length) => [{ call: 'copy', from: Number(from), fd: Number(fd), length }],
  sendfile: ([fd, from], length) => [{ call: 'copy', from: Number(from), fd: Number(fd), length }],
  ftruncate: ([fd, length]) => [{ call: 'resize', fd: Number(fd), length: Number(length) }],
  fsync: ([fd], _, thread) => [{ call: 'synced', fd: Number(fd), thread }],
  fdatasync: ([fd], _, thread) => [{ call: 'synced', fd: Number(fd), thread }],
  rename: ([from, to]) => [{ call: 'rename', path: path(from), to: path(to) }],
  unlink: ([name]) => [{ call: 'unlink', path: path(name) }],
  rmdir: ([name]) => [{ call: 'unlink', path: path(name) }],
  mkdir: ([name]) => [{ call: 'mkdir', path: path(name) }],
  // Only ever with a directory of the process itself, which no file of ours is named from.
  unlinkat: ([at, name]) => (isDescriptor(at) ? [] : [{ call: 'unlink', path: path(name) }]),
};

/** Every string is in hexadecimal, so that no text in it can be taken for anything else. */
function bytes(text: string): Buffer {
  if (!/^"(\\x[0-9a-f]{2})*"$/.test(text)) throw new Error(`The trace cut a string short: ${text.slice(-40)}`);
  return Buffer.from(text.slice(1, -1).replaceAll('\\x', ''), 'hex');
}
