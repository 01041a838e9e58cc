import type { Config } from '../bot/config';

/** The operators' door as a command uses it: every answer is either what was asked for or a sentence to show. */
export interface OperatorDoorClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
}

/** An answer that is no success, with what the server says to do. */
export class DoorRefusal extends Error {
  override readonly name = 'DoorRefusal';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

export function openOperatorDoor(environment: Environment): OperatorDoorClient {
  const { OPERATOR_URL: given, OPERATOR_TOKEN: token, PORT: port } = environment;
  if (!token) throw new DoorRefusal('NoToken', 'Set OPERATOR_TOKEN to your own operator token.');
  const url = given ?? `http://localhost:${port ?? 3978}`;
  const call = async (path: string, init: RequestInit) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/operator/${path}`, { ...init, headers, redirect: 'error' }).catch(() => {
      throw new DoorRefusal(
        'NoServer',
        `Nothing answers at ${url}. Start the product, or set OPERATOR_URL to its address.`,
      );
    });
    return read(response);
  };
  return {
    get: async <T>(path: string) => (await call(path, { method: 'GET' })) as T,
    post: async <T>(path: string, body: object) =>
      (await call(path, { method: 'POST', body: JSON.stringify(body) })) as T,
  };
}

async function read(response: Response): Promise<unknown> {
  const body = (await response.json().catch(() => ({}))) as { error?: { code: string; message: string } };
  if (response.ok) return body;
  if (response.status === 401)
    throw new DoorRefusal('Unauthorized', 'The server does not know this token: set OPERATOR_TOKEN to your own.');
  if (response.status === 404 && body.error?.message.includes('address')) {
    throw new DoorRefusal('NoDoor', 'This server has no operators: set OPERATOR_TOKENS for it and restart it.');
  }
  throw new DoorRefusal(
    body.error?.code ?? 'Failed',
    body.error?.message ?? `The server answered ${response.status}. Try again.`,
  );
}

/** Runs a command, shows a refusal as a sentence, and gives the exit code. */
export async function runCommand(
  command: () => Promise<number>,
  complain: (line: string) => void = console.error,
): Promise<number> {
  try {
    return await command();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    complain(cause.message);
    return 1;
  }
}

/** Whether the store is a file of this product. One that runs elsewhere has backups and migrations of its own. */
export function isFile({ store }: Pick<Config, 'store'>): boolean {
  if (store.kind === 'sqlite') return true;
  console.error('This store is no file: back it up and restore it where it runs (docs/operations.md).');
  return false;
}
