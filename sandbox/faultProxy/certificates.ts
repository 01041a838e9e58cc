import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';

/** The certificates a server may show for one name: the right one, and each way in which one can be wrong. */
export interface Certificates {
  /** What a client has to trust, as PEM. */
  readonly ca: string;
  readonly good: SecureContext;
  readonly expired: SecureContext;
  readonly wrongHost: SecureContext;
  readonly unknownAuthority: SecureContext;
}

const DAY_MS = 86_400_000;

/** Made anew each time, so that no key is kept anywhere and none of them ends with the year. */
export function makeCertificates(host: string): Certificates {
  const [ours, another] = [makeAuthority('Fault proxy'), makeAuthority('Somebody')];
  return {
    ca: ours.pem,
    good: contextOf(ours, host, DAY_MS),
    expired: contextOf(ours, host, -DAY_MS),
    wrongHost: contextOf(ours, `not-${host}`, DAY_MS),
    unknownAuthority: contextOf(another, host, DAY_MS),
  };
}

interface Authority {
  readonly name: string;
  readonly key: KeyObject;
  readonly pem: string;
}

function makeAuthority(name: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = certificate({ subject: name, issuer: { name, key: privateKey }, publicKey, endsInMs: DAY_MS });
  return { name, key: privateKey, pem };
}

function contextOf(issuer: Authority, host: string, endsInMs: number): SecureContext {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = certificate({ subject: host, issuer, publicKey, endsInMs, host });
  return createSecureContext({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert });
}

interface Wanted {
  readonly subject: string;
  readonly issuer: Pick<Authority, 'name' | 'key'>;
  readonly publicKey: KeyObject;
  readonly endsInMs: number;
  /** Without one it is an authority's. */
  readonly host?: string;
}

/** X.509 as RFC 5280 writes it down, of which Node can sign every part but puts none together. */
function certificate({ subject, issuer, publicKey, endsInMs, host }: Wanted): string {
  const now = Date.now();
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    nameOf(issuer.name),
    sequence(timeOf(now - 30 * DAY_MS), timeOf(now + endsInMs)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(host === undefined ? MAY_ISSUE : namesOf(host))),
  );
  const signature = sign('sha256', body, issuer.key);
  const whole = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function nameOf(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(commonName)))));
}

function timeOf(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(digits));
}

function namesOf(host: string): Buffer {
  const bytes = isIP(host) === 4 ? Buffer.from(host.split('.').map(Number)) : Buffer.from(host);
  return extension('551d11', sequence(tagged(isIP(host) === 4 ? 0x87 : 0x82, bytes)));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), tagged(0x04, value));
}

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));
const MAY_ISSUE = extension('551d13', sequence(tagged(0x01, Buffer.from([0xff]))));
