import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { Chat } from '../chat/chat.tsx';
import { ConnectionBanner } from './connectionBanner.tsx';
import classes from './frame.module.css';
import { Rail } from './rail.tsx';
import { Shortcuts } from './shortcuts.tsx';

/** What surrounds every page: the rail (a bottom bar on a phone), the page, shortcuts and the offline banner. */
export function Frame() {
  const [helpOpen, setHelpOpen] = useState(false);
  return (
    <Chat>
      <div className={classes.frame}>
        <a className={classes.skip} href="#content">
          Skip to the content
        </a>
        <Rail onHelp={() => setHelpOpen(true)} />
        <main id="content" className={classes.content} tabIndex={-1}>
          <ConnectionBanner />
          <Outlet />
        </main>
        <Shortcuts open={helpOpen} onOpen={setHelpOpen} />
      </div>
    </Chat>
  );
}
