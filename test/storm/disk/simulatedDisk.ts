import { dirname, join } from 'node:path';
import { type Contents, createContents } from './contents';
import { cutOff, type Loss, type Pending } from './loss';
import type { SystemCall } from './systemCalls';

/** What is on a disk: files by path, directories as undefined. */
export type Image = ReadonlyMap<string, Buffer | undefined>;

/** A disk under a recorded program: what the program sees, and what would be there if the power failed now. */
export interface SimulatedDisk {
  apply(call: SystemCall): void;
  /** What is found after a power loss in this moment. */
  afterPowerLoss(loss: Loss, random: () => number): Image;
}

/**
 * As strict as POSIX allows. Nothing is on disk before a sync: not a write, not a change of length, and not the name of
 * a new, renamed or removed file, which needs a sync of its directory. `start` is what the disk holds already.
 */
export function createSimulatedDisk(root: string, start: Image): SimulatedDisk {
  const nodes: Node[] = [];
  const opened = new Map<number, Opened>();
  const asking = new Map<string, number>();
  let count = 0;

  const addNode = (node: Omit<Node, 'pending'>): Node => {
    const added = { ...node, pending: [] };
    nodes.push(added);
    return added;
  };
  const directory = () => addNode({ names: new Map(), settledNames: new Map() });
  const newFile = (start?: Buffer) => addNode({ content: createContents(start), settled: createContents(start) });
  const top = directory();
  const find = (path: string): Node | undefined => {
    if (path === root) return top;
    const parent = path.startsWith(`${root}/`) ? find(dirname(path)) : undefined;
    return parent?.names?.get(path);
  };
  const change = (node: Node, pending: Omit<Pending, 'order'>) => node.pending.push({ ...pending, order: count });
  const name = (path: string, node: Node | undefined) => {
    const parent = find(dirname(path));
    if (parent?.names === undefined) return;
    if (node === undefined) parent.names.delete(path);
    else parent.names.set(path, node);
    change(parent, { name: path, node });
  };
  const write = (node: Node, at: number, data: Buffer) => {
    node.content?.write(at, data);
    change(node, { at, data, grows: at >= (node.settled?.length ?? 0) });
  };
  const resize = (node: Node, length: number) => {
    node.content?.resize(length);
    change(node, { length });
  };

  for (const [path, content] of start) {
    const node = content === undefined ? directory() : newFile(content);
    const parent = find(dirname(path));
    parent?.names?.set(path, node);
    parent?.settledNames?.set(path, node);
  }

  const open = ({ path, flags, fd }: Extract<SystemCall, { call: 'open' }>) => {
    let node = find(path);
    if (node === undefined && flags.includes('O_CREAT') && find(dirname(path)) !== undefined) {
      node = newFile();
      name(path, node);
    } else if (node !== undefined && flags.includes('O_TRUNC')) resize(node, 0);
    if (node === undefined) opened.delete(fd);
    else opened.set(fd, { node, position: 0, appends: flags.includes('O_APPEND') });
  };
  const append = (file: Opened, data: Buffer) => {
    const at = file.appends ? (file.node.content?.length ?? 0) : file.position;
    write(file.node, at, data);
    file.position = at + data.length;
  };
  const settle = (node: Node, upTo: number) => {
    for (const each of node.pending.filter(({ order }) => order <= upTo)) {
      applyTo(node.settled, each);
      named(node.settledNames, each);
    }
    node.pending = node.pending.filter(({ order }) => order > upTo);
  };

  const move = (path: string, to: string) => {
    const node = find(path);
    if (node === undefined) return;
    name(to, node);
    name(path, undefined);
    if (node.names !== undefined) throw new Error('No directory is ever renamed.');
  };
  const copy = (file: Opened, from: Opened | undefined, length: number) => {
    if (from === undefined) return;
    append(file, from.node.content?.slice(from.position, from.position + length) ?? Buffer.alloc(0));
    from.position += length;
  };
  const onFile: OnFile = {
    seek: (file, { position }) => {
      file.position = position;
    },
    read: (file, { length }) => {
      file.position += length;
    },
    write: (file, { data, position }) =>
      position === undefined ? append(file, data) : write(file.node, position, data),
    copy: (file, { from, length }) => copy(file, opened.get(from), length),
    resize: (file, { length }) => resize(file.node, length),
    syncAsked: (_, { thread }) => void asking.set(thread, count),
    synced: (file, { thread }) => settle(file.node, asking.get(thread) ?? 0),
  };

  return {
    apply: (call) => {
      count += 1;
      if (call.call === 'open') open(call);
      else if (call.call === 'close') opened.delete(call.fd);
      else if (call.call === 'mkdir') name(call.path, directory());
      else if (call.call === 'unlink') name(call.path, undefined);
      else if (call.call === 'rename') move(call.path, call.to);
      else {
        const file = opened.get(call.fd);
        // The compiler does not see that the name picks the one for this call.
        if (file !== undefined) (onFile[call.call] as (file: Opened, call: FileCall) => void)(file, call);
      }
    },
    afterPowerLoss: (loss, random) => {
      const kept = cutOff(
        nodes.flatMap(({ pending }) => pending),
        loss,
        random,
      );
      return imageOf(top, kept);
    },
  };
}

/** A call on an open file. */
type FileCall = Exclude<SystemCall, { readonly path: string } | { readonly call: 'close' }>;
type OnFile = {
  readonly [Name in FileCall['call']]: (file: Opened, call: Extract<FileCall, { readonly call: Name }>) => void;
};

interface Node {
  /** Of a file: what programs see, and what is on disk whatever happens. */
  readonly content?: Contents;
  readonly settled?: Contents;
  /** Of a directory: what it holds, and what it is known to hold on disk. By whole path. */
  readonly names?: Map<string, Node>;
  readonly settledNames?: Map<string, Node>;
  pending: Pending[];
}

interface Opened {
  readonly node: Node;
  position: number;
  readonly appends: boolean;
}

function imageOf(top: Node, kept: (pending: Pending) => readonly Pending[]): Image {
  const image = new Map<string, Buffer | undefined>();
  const visit = (node: Node) => {
    const names = new Map(node.settledNames);
    for (const each of node.pending.flatMap(kept)) named(names, each);
    for (const [path, child] of names) {
      const found = child.settled?.copy();
      for (const each of child.pending.flatMap(kept)) applyTo(found, each);
      image.set(path, found?.bytes());
      if (child.names !== undefined) visit(child);
    }
  };
  visit(top);
  return image;
}

function named(names: Map<string, Node> | undefined, { name, node }: Pending): void {
  if (name === undefined) return;
  if (node === undefined) names?.delete(name);
  else names?.set(name, node as Node);
}

function applyTo(content: Contents | undefined, { at, data, length }: Pending): void {
  if (length !== undefined) content?.resize(length);
  if (at !== undefined && data !== undefined) content?.write(at, data);
}

/** Where a path of the recording lies in a directory made for looking at it. */
export function placed(image: Image, root: string, into: string): readonly (readonly [string, Buffer | undefined])[] {
  return [...image].map(([path, content]) => [join(into, path.slice(root.length)), content] as const);
}
