import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A channel's end of the connector: a stock bot sends each reply here by a call of its own and waits for its id. */
export interface Connector {
  readonly serviceUrl: string;
  /** The last text sent to a conversation, once. */
  lastText(conversationId: string): string | undefined;
  close(): void;
}

export async function openConnector(): Promise<Connector> {
  const texts = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { conversation, text } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sent;
      texts.set(conversation.id, text);
      response.setHeader('Content-Type', 'application/json');
      response.end('{"id":"1"}');
    });
  });
  server.keepAliveTimeout = 60_000;
  return {
    serviceUrl: `http://127.0.0.1:${await listen(server)}`,
    lastText(conversationId) {
      const text = texts.get(conversationId);
      texts.delete(conversationId);
      return text;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Sent {
  readonly conversation: { readonly id: string };
  readonly text: string;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
