import { Drawer } from '@mantine/core';
import { type ReactNode, useCallback, useState } from 'react';
import { ChatContext, type OpenChat } from './chatContext.ts';
import { Threads } from './threads.tsx';
import { ThreadView } from './threadView.tsx';
import { useChatStream } from './useChatStream.ts';

interface Place {
  readonly threadId?: string | undefined;
  readonly connectionId?: string | undefined;
}

/** The chat with the installation's operators, in a drawer over every page; what is inside can open it. */
export function Chat({ children }: { readonly children: ReactNode }) {
  useChatStream();
  const [place, setPlace] = useState<Place | null>(null);
  const open = useCallback<OpenChat>((at = {}) => setPlace(at), []);
  return (
    <ChatContext value={open}>
      {children}
      <Drawer
        opened={place !== null}
        onClose={() => setPlace(null)}
        position="right"
        size={440}
        title="Chat"
        padding={0}
        closeButtonProps={{ 'aria-label': 'Close' }}
        transitionProps={{ duration: 120 }}
        styles={{
          header: { padding: '12px 16px', minHeight: 52 },
          title: { fontWeight: 600 },
          content: { display: 'flex', flexDirection: 'column' },
          body: { display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' },
        }}
      >
        {place?.threadId ? (
          <ThreadView key={place.threadId} threadId={place.threadId} onBack={() => setPlace({})} />
        ) : (
          place && <Threads connectionId={place.connectionId} onOpen={(threadId) => setPlace({ threadId })} />
        )}
      </Drawer>
    </ChatContext>
  );
}
