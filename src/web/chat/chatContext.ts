import { createContext, useContext } from 'react';

/** Opens the chat: its threads, one of them, or a new one about a connection. */
export type OpenChat = (at?: { threadId?: string; connectionId?: string }) => void;

export const ChatContext = createContext<OpenChat>(() => {});

/** How a page opens the chat. */
export const useOpenChat = (): OpenChat => useContext(ChatContext);
