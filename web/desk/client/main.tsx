import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import './components.css';
import './tokens.css';
import './shell.css';
import './work/work.css';
import './conversation/conversation.css';
import './lead/lead.css';
import './board/board.css';
import { queryClient } from './server/queryClient';
import { isSignInWindow } from './shell/sessionDialog';
import { tellTabs } from './state/tabs';
import { DESK_THEME } from './theme';

const place = document.getElementById('app');
if (isSignInWindow()) {
  tellTabs({ kind: 'signedIn' });
  window.close();
} else if (place !== null) {
  // Variables and global classes come with the built sheet: the page's policy allows no style that a script writes.
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={DESK_THEME}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
        withStaticClasses={false}
      >
        <QueryClientProvider client={queryClient}>
          <App />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
