import { useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api.ts';
import { chatKey } from './chatQueries.ts';

const retryMs = 10_000;

/** Reads the chat anew whenever one of its threads moves, and after each time that the line was down. */
export function useChatStream(): void {
  const client = useQueryClient();
  const { online } = useNetwork();
  useEffect(() => {
    if (!online) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;
    const renew = () => {
      void client.invalidateQueries({ queryKey: chatKey });
      // A removal is asked for, answered and told in the chat.
      void client.invalidateQueries({
        queryKey: ['connection'],
        predicate: ({ queryKey }) => queryKey[2] === 'removal',
      });
    };
    const open = () => {
      source = new EventSource(api.chatStream());
      source.addEventListener('ready', renew);
      source.addEventListener('thread', renew);
      source.addEventListener('error', () => {
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, retryMs);
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [client, online]);
}
