import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  type StatePropertyAccessor,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import {
  ChoicePrompt,
  ComponentDialog,
  ConfirmPrompt,
  DialogSet,
  type DialogState,
  DialogTurnStatus,
  type PromptValidatorContext,
  TextPrompt,
  WaterfallDialog,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import restify from 'restify';
import { report } from './report';

/**
 * The same conversation as the SDK's own samples build it: a WaterfallDialog over stock prompts, ConversationState over
 * a storage, CloudAdapter on restify. Replies go to the address the message names, or into the answer when it asks so.
 */
function main(): void {
  const conversation = new ConversationState(openStorage());
  const dialog = new LeadDialog();
  const dialogState = conversation.createProperty<DialogState>('dialog');
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
  adapter.onTurnError = async (_context, error) => {
    throw error;
  };
  const turn = async (context: TurnContext) => {
    await dialog.run(context, dialogState);
    await conversation.saveChanges(context, false);
  };
  const server = restify.createServer({ name: '' });
  server.use(restify.plugins.bodyParser());
  server.post('/api/messages', async (request, response) => {
    await adapter.process(request, response, turn);
  });
  server.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));
  process.once('SIGTERM', () => process.exit(0));
}

const CARDS = ['Larkfield Cash Back', 'Larkfield Miles', 'Larkfield Everyday'];
const SALUTATIONS = ['Mr', 'Mrs', 'Ms', 'Miss', 'Mdm', 'Dr'];
const EMPLOYMENT = [
  'Full-time employee',
  'Part-time employee',
  'Self-employed',
  'Business owner',
  'Freelance / gig work',
  'Retired',
  'Student',
  'Homemaker',
  'Not working',
];
const INCOME = [
  'Below S$30,000',
  'S$30,000 - S$44,999',
  'S$45,000 - S$79,999',
  'S$80,000 - S$119,999',
  'S$120,000 or more',
];
const RESIDENCE = ['Singapore citizen', 'Singapore PR', 'Foreigner, work pass', 'Other status'];

type Kind = 'choice' | 'confirm' | 'name' | 'mobile' | 'email';
interface Question {
  readonly id: string;
  readonly kind: Kind;
  readonly text: string;
  readonly choices?: string[];
}

const QUESTIONS: readonly Question[] = [
  { id: 'product', kind: 'choice', text: 'Which card would you like to apply for?', choices: CARDS },
  { id: 'age', kind: 'confirm', text: 'Are you 21 or older?' },
  {
    id: 'privacy',
    kind: 'confirm',
    text: 'Larkfield Bank will use the details you give here to handle your card application. Privacy notice: https://larkfield.example/sg/privacy. Do you agree that we continue on this basis?',
  },
  {
    id: 'dataProcessing',
    kind: 'confirm',
    text: 'Do you consent to Larkfield Bank collecting and processing your personal details for this card application?',
  },
  { id: 'salutation', kind: 'choice', text: 'How should we address you?', choices: SALUTATIONS },
  { id: 'fullName', kind: 'name', text: 'What is your full name, as in your NRIC or FIN?' },
  { id: 'mobile', kind: 'mobile', text: 'What is your mobile number?' },
  { id: 'email', kind: 'email', text: 'What is your email address?' },
  { id: 'employment', kind: 'choice', text: 'What is your employment status?', choices: EMPLOYMENT },
  { id: 'income', kind: 'choice', text: 'What is your yearly income before tax?', choices: INCOME },
  { id: 'residence', kind: 'choice', text: 'What is your residence status?', choices: RESIDENCE },
  { id: 'summary', kind: 'confirm', text: 'Please check your details. Is everything right?' },
  {
    id: 'terms',
    kind: 'confirm',
    text: 'Do you accept the terms and conditions? https://larkfield.example/sg/cards/terms',
  },
  {
    id: 'contact',
    kind: 'confirm',
    text: 'May the bank contact you about this application by phone, SMS and this chat?',
  },
  { id: 'submit', kind: 'confirm', text: 'Ready to send. Submit your application?' },
  {
    id: 'marketing',
    kind: 'confirm',
    text: 'One last, optional question: may the bank send you offers about its products?',
  },
];

class LeadDialog extends ComponentDialog {
  constructor() {
    super('lead');
    this.addDialog(new ChoicePrompt('choice'))
      .addDialog(new ConfirmPrompt('confirm'))
      .addDialog(new TextPrompt('name', matching(/^[\p{L}' .-]{2,66}$/u)))
      .addDialog(new TextPrompt('mobile', matching(/^(?:\+?65)?\s?[89]\d{3}\s?\d{4}$/)))
      .addDialog(new TextPrompt('email', matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)))
      .addDialog(new WaterfallDialog('questions', [...QUESTIONS.map((_question, index) => ask(index)), finish]));
    this.initialDialogId = 'questions';
  }

  async run(context: TurnContext, state: StatePropertyAccessor<DialogState>): Promise<void> {
    const dialogs = new DialogSet(state);
    dialogs.add(this);
    const dialogContext = await dialogs.createContext(context);
    const result = await dialogContext.continueDialog();
    if (result.status === DialogTurnStatus.empty) await dialogContext.beginDialog(this.id);
  }
}

function ask(index: number) {
  return async (step: WaterfallStepContext) => {
    keepAnswer(step, index - 1);
    const question = QUESTIONS[index];
    if (question === undefined) return step.endDialog();
    if (index === 0) await step.context.sendActivity('Hello. I am the automated assistant of Larkfield Bank.');
    if (question.id === 'marketing')
      await step.context.sendActivity('Your application is with the bank. Your reference number: REF-1');
    return step.prompt(question.kind, {
      prompt: question.id === 'summary' ? summaryOf(step) : question.text,
      retryPrompt: `Sorry, I did not understand. ${question.text}`,
      ...(question.choices ? { choices: question.choices } : {}),
    });
  };
}

async function finish(step: WaterfallStepContext) {
  keepAnswer(step, QUESTIONS.length - 1);
  await step.context.sendActivity('All done. Thank you for choosing Larkfield Bank.');
  return step.endDialog(step.values);
}

function keepAnswer(step: WaterfallStepContext, index: number): void {
  const question = QUESTIONS[index];
  if (question === undefined) return;
  (step.values as Record<string, unknown>)[question.id] = question.kind === 'choice' ? step.result.value : step.result;
}

function summaryOf(step: WaterfallStepContext): string {
  const lines = Object.entries(step.values).map(([id, value]) => `${id}: ${value}`);
  return ['Please check your details:', ...lines, 'Is everything right?'].join('\n');
}

function matching(pattern: RegExp) {
  return async ({ recognized }: PromptValidatorContext<string>) =>
    recognized.succeeded && pattern.test(recognized.value ?? '');
}

/** One synced commit per write, as a storage without group commit has to. */
function openStorage(): Storage {
  const db = new Database(join(process.env.DATA_DIR ?? '.', 'state.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE state (key TEXT PRIMARY KEY, body TEXT NOT NULL)');
  const read = db.prepare<[string], { readonly body: string }>('SELECT body FROM state WHERE key = ?');
  const write = db.prepare('INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body');
  const remove = db.prepare('DELETE FROM state WHERE key = ?');
  return {
    read: async (keys) =>
      Object.fromEntries(
        keys.flatMap((key) => {
          const row = read.get(key);
          return row === undefined ? [] : [[key, JSON.parse(row.body)]];
        }),
      ),
    write: async (changes) => {
      for (const [key, value] of Object.entries(changes)) write.run(key, JSON.stringify(value));
    },
    delete: async (keys) => {
      for (const key of keys) remove.run(key);
    },
  };
}

main();
