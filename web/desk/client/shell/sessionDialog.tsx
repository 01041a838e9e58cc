import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { Me as DeskMe } from '../../../../bot/desk/contract';
import { APP, request } from '../server/api';
import { queryClient } from '../server/queryClient';
import { Dialog } from '../shared/dialog';
import { csrf, session } from '../state/session';
import { useStore } from '../state/store';
import { followTabs, tellTabs } from '../state/tabs';
import { texts } from '../texts';

const LOOK_EVERY_MS = 3_000;
const SIGN_IN = `/sign-in?next=/${APP}`;

type Me = Pick<DeskMe, 'id' | 'name' | 'csrf'>;

/**
 * Signing in again without leaving the page, so that nothing written is lost. Here by password and code, or in a window
 * of its own by whatever else the bank uses; the page goes on as soon as there is a session again. Before anything was
 * loaded it simply goes to the sign-in page.
 */
export function SessionDialog(props: {
  readonly me: Me | undefined;
  /** There is a session again: what is shown may be old. */
  readonly onBack: () => void;
}) {
  const { me, onBack } = props;
  const state = useStore(session);
  useEffect(() => {
    if (state === 'ended' && me === undefined) location.assign(SIGN_IN);
  }, [state, me]);
  useLookForSession(state === 'ended' ? me?.id : undefined, onBack);
  if (state === 'on' || me === undefined) return null;
  return (
    <Dialog title={texts.session.endedHeading}>
      {state === 'ended' ? (
        <SignIn me={me} onBack={onBack} />
      ) : (
        <div className="stack">
          <p>{texts.session.other}</p>
          <Button onClick={() => location.reload()}>{texts.actions.reload}</Button>
        </div>
      )}
    </Dialog>
  );
}

function SignIn({ me, onBack }: { readonly me: Me; readonly onBack: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string>();
  const [isElsewhere, setElsewhere] = useState(false);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setFault(await refusalOf({ name: me.id, password, code: code.trim() }));
    await lookForSession(me.id, onBack);
  };
  const goElsewhere = () => {
    setElsewhere(true);
    openSignIn();
  };
  return (
    <form className="stack" onSubmit={(event) => void signIn(event)}>
      <p>{isElsewhere ? texts.session.waiting : texts.session.ended(me.name)}</p>
      <PasswordInput
        label={texts.session.password}
        autoComplete="current-password"
        value={password}
        data-autofocus
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <TextInput
        label={texts.session.code}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        error={fault}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
      />
      <Button type="submit" disabled={password === ''}>
        {texts.session.signIn}
      </Button>
      <Button variant="subtle" onClick={goElsewhere}>
        {texts.session.elsewhere}
      </Button>
    </form>
  );
}

const SIGN_IN_WINDOW = 'staff-sign-in';

/** Signing in by whatever the bank uses, in a window of its own. */
export function openSignIn(): void {
  window.open(SIGN_IN, SIGN_IN_WINDOW, 'popup,width=520,height=680');
}

/** A window that was opened to sign in has done its part once it comes to the desk. */
export function isSignInWindow(): boolean {
  return window.name === SIGN_IN_WINDOW;
}

/** What is wrong with it, in words; undefined when there is a session now. */
async function refusalOf(proof: Readonly<Record<'name' | 'password' | 'code', string>>): Promise<string | undefined> {
  const headers = { 'Content-Type': 'application/json' };
  try {
    const response = await fetch('/api/auth/sign-in', { method: 'POST', headers, body: JSON.stringify(proof) });
    if (response.ok) return undefined;
    const body = (await response.json()) as { readonly error?: { readonly message?: string } };
    return body.error?.message ?? texts.session.refused;
  } catch {
    return texts.unreached;
  }
}

/** Looks for a session of the same person: every little while, and whenever the page is looked at or told. */
function useLookForSession(id: string | undefined, onBack: () => void): void {
  useEffect(() => {
    if (id === undefined) return undefined;
    const look = () => void lookForSession(id, onBack);
    const timer = setInterval(look, LOOK_EVERY_MS);
    addEventListener('focus', look);
    const leave = followTabs((news) => {
      if (news.kind === 'signedIn') look();
    });
    return () => {
      clearInterval(timer);
      removeEventListener('focus', look);
      leave();
    };
  }, [id, onBack]);
}

async function lookForSession(id: string, onBack: () => void): Promise<void> {
  const response = await request('me').catch(() => undefined);
  if (!response?.ok || session.get() !== 'ended') return;
  const me = (await response.json()) as Me;
  if (me.id !== id) {
    session.set('other');
    return;
  }
  csrf.set(me.csrf);
  queryClient.setQueryData(['me'], me);
  session.set('on');
  tellTabs({ kind: 'signedIn' });
  onBack();
}
