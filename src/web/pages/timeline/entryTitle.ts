import type { Activity } from '../../api.ts';

/** A title cut up around the object's name, so that the name can be the link. */
export interface TitleParts {
  /** False where the title does not begin with a verb and stands beside the person, not in their sentence. */
  readonly isSentence: boolean;
  readonly before: string;
  readonly link: string;
  readonly after: string;
}

const irregular = new Set(
  'Met Sent Wrote Made Held Took Spoke Won Lost Left Set Put Cut Began Gave Read Ran Got'.split(' '),
);

const startsWithVerb = (title: string): boolean => {
  const first = title.split(' ', 1)[0] ?? '';
  return irregular.has(first) || /^[A-Z][a-z-]+ed$/.test(first);
};

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** "Moved Acme renewal to Negotiation" becomes "moved ", "Acme renewal", " to Negotiation". */
export function toTitleParts(activity: Pick<Activity, 'title' | 'object'>): TitleParts {
  const isSentence = startsWithVerb(activity.title);
  const title = isSentence ? lowerFirst(activity.title) : activity.title;
  const { name, url } = activity.object;
  // The last word is the likelier name: "Changed Case of Case" names the object at its end.
  const at = name ? title.lastIndexOf(name) : -1;
  if (name && at >= 0) {
    return { isSentence, before: title.slice(0, at), link: name, after: title.slice(at + name.length) };
  }
  if (!url) return { isSentence, before: title, link: '', after: '' };
  const verbEnd = isSentence ? title.indexOf(' ') + 1 : 0;
  return { isSentence, before: title.slice(0, verbEnd), link: title.slice(verbEnd), after: '' };
}
