import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../desk/client/components.css';
import '../../desk/client/tokens.css';
import '../../desk/client/shell.css';
import '../../desk/client/board/board.css';
import { queryClient } from '../../desk/client/server/queryClient';
import { isSignInWindow } from '../../desk/client/shell/sessionDialog';
import { tellTabs } from '../../desk/client/state/tabs';
import { DESK_THEME } from '../../desk/client/theme';
import { App } from './app';
import './studio.css';
import './editor/editor.css';
import './canvas/canvas.css';
import './panel/panel.css';
import './words/words.css';
import './review/review.css';

const place = document.getElementById('app');
if (isSignInWindow()) {
  tellTabs({ kind: 'signedIn' });
  window.close();
} else if (place !== null) {
  // As on the desk: variables and global classes come with the built sheet.
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
