import type { Answer } from './answer';
import { createContent, deleteContent, fetchApproval, fetchContent, listContents } from './contents';
import { createMessage } from './createMessage';
import type { Place } from './faults';
import {
  deleteMedia,
  deleteMessage,
  fetchMedia,
  fetchMessage,
  listMedia,
  listMessages,
  updateMessage,
} from './messages';
import type { ApiCall, Twilio } from './twilio';

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path as the contract writes it. */
  readonly template: string;
  readonly pattern: RegExp;
  /** Where a fault has to be for it to happen here. */
  readonly at: Place;
  readonly handle: (twilio: Twilio, call: ApiCall, failLater: number | undefined) => Answer;
}

const ACCOUNT = '/2010-04-01/Accounts/{AccountSid}';
const MESSAGE = `${ACCOUNT}/Messages/{Sid}.json`;
const MEDIA = `${ACCOUNT}/Messages/{MessageSid}/Media`;

/** The part of Twilio's two APIs that the product uses, under the paths of the contract. */
export const ROUTES: readonly ApiRoute[] = [
  route('POST', `${ACCOUNT}/Messages.json`, 'create', createMessage),
  route('GET', `${ACCOUNT}/Messages.json`, 'list', listMessages),
  route('GET', MESSAGE, 'list', fetchMessage),
  route('POST', MESSAGE, 'delete', updateMessage),
  route('DELETE', MESSAGE, 'delete', deleteMessage),
  route('GET', `${MEDIA}.json`, 'list', listMedia),
  route('GET', `${MEDIA}/{Sid}.json`, 'list', fetchMedia),
  route('DELETE', `${MEDIA}/{Sid}.json`, 'delete', deleteMedia),
  route('POST', '/v1/Content', 'content', createContent),
  route('GET', '/v1/Content', 'content', listContents),
  route('GET', '/v1/Content/{Sid}', 'content', fetchContent),
  route('DELETE', '/v1/Content/{Sid}', 'content', deleteContent),
  route('GET', '/v1/Content/{Sid}/ApprovalRequests', 'content', fetchApproval),
];

function route(method: ApiRoute['method'], template: string, at: Place, handle: ApiRoute['handle']): ApiRoute {
  const source = template
    .replaceAll('.', '\\.')
    .replace('{AccountSid}', 'AC\\w+')
    .replace(/\{\w+\}/g, '(\\w+)');
  return { method, template, pattern: new RegExp(`^${source}$`), at, handle };
}
