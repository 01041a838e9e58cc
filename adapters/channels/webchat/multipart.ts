/** One part of a multipart body: what it is, and where its bytes are in the body we already hold. */
export interface Part {
  readonly name: string | undefined;
  readonly contentType: string;
  readonly bytes: Buffer;
}

const MAX_PARTS = 11;
const HEADERS_END = Buffer.from('\r\n\r\n');

/** The parts of a `multipart/form-data` body; undefined when it is not one. Copies nothing. */
export function parseMultipart(body: Buffer, contentType: string): readonly Part[] | undefined {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) return undefined;
  const delimiter = Buffer.from(`--${name}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0 && parts.length < MAX_PARTS) {
    const from = at + delimiter.length;
    const next = body.indexOf(delimiter, from);
    if (next < 0) break;
    const part = parsePart(body.subarray(from + 2, next - 2));
    if (part === undefined) return undefined;
    parts.push(part);
    at = next;
  }
  return parts.length > 0 ? parts : undefined;
}

function parsePart(bytes: Buffer): Part | undefined {
  const end = bytes.indexOf(HEADERS_END);
  if (end < 0 || end > 4_096) return undefined;
  const headers = bytes.subarray(0, end).toString('latin1');
  return {
    name: /^content-disposition:[^\r\n]*;\s*name="([^"]*)"/im.exec(headers)?.[1],
    contentType: /^content-type:\s*([^\r\n;]+)/im.exec(headers)?.[1]?.trim() ?? '',
    bytes: bytes.subarray(end + HEADERS_END.length),
  };
}
