import { createSocket } from 'node:dgram';
import type { WireKind } from './faults';

/** Where a name leads, by the fault of the moment; undefined: it leads nowhere, and null: there is no answer. */
export type Addresses = (fault: WireKind | undefined) => string | undefined | null;

/** A name server for one machine: every name is ours, and its answers are good for no second question. */
export async function openNameServer(addressFor: () => ReturnType<Addresses>) {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const answer = answerTo(question, addressFor);
    if (answer !== undefined) socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    port: socket.address().port,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

const HEADER_BYTES = 12;
const TYPE_A = 1;
const [NO_ERROR, NO_SUCH_NAME] = [0x8180, 0x8183];

/** As RFC 1035 has it: the question, and one address. */
function answerTo(message: Buffer, addressFor: () => ReturnType<Addresses>): Buffer | undefined {
  const end = message.indexOf(0, HEADER_BYTES) + 5;
  const question = message.subarray(HEADER_BYTES, end);
  const isOfAddress = message.readUInt16BE(end - 4) === TYPE_A;
  const address = isOfAddress ? addressFor() : '';
  if (address === null) return undefined;
  const header = Buffer.from(message.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(address === undefined ? NO_SUCH_NAME : NO_ERROR, 2);
  header.writeUInt16BE(address ? 1 : 0, 6);
  header.fill(0, 8);
  return Buffer.concat([header, question, address ? record(address) : Buffer.alloc(0)]);
}

/** Points to the name in the question; of type A, class IN, to be kept for no time at all. */
function record(address: string): Buffer {
  return Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
}
