import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { until } from './until.ts';

/** Server-sent events of one address, as they come. */
export interface EventStream {
  readonly status: number;
  readonly events: EventSourceMessage[];
  /** Every line that came, events or not. */
  readonly raw: () => string;
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens an event stream and waits until it has begun, where it is let in. */
export async function openEventStream(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventStream> {
  const stop = new AbortController();
  const answer = await fetch(url, { headers, signal: stop.signal });
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  let text = '';
  const read = async () => {
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      parser.feed(chunk);
    }
  };
  const ended = read().catch(() => {});
  const stream = { status: answer.status, events, raw: () => text, ended, close: () => stop.abort() };
  if (answer.ok) await until('the stream has begun', () => /^(id|event)/m.test(text));
  return stream;
}
