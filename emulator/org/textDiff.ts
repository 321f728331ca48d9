import { createHash } from 'node:crypto';

/** Texts from here on may come as a difference. Source: Change Data Capture Developer Guide, `diffFields`. */
const LARGE = 1000;
const CONTEXT = 3;

/**
 * The difference between two texts as change events carry it: a unified diff whose `+++` line names the
 * SHA-256 of the new text. undefined where the text is small, or the difference no shorter than the text.
 */
export function toTextDiff(before: unknown, after: unknown): string | undefined {
  if (typeof before !== 'string' || typeof after !== 'string' || after.length < LARGE) return undefined;
  const [old, now] = [before.split('\n'), after.split('\n')];
  let same = 0;
  while (same < Math.min(old.length, now.length) && old[same] === now[same]) same += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - same && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const from = Math.max(0, same - CONTEXT);
  const more = Math.min(tail, CONTEXT);
  const lines = [
    ...now.slice(from, same).map((line) => ` ${line}`),
    ...old.slice(same, old.length - tail).map((line) => `-${line}`),
    ...now.slice(same, now.length - tail).map((line) => `+${line}`),
    ...now.slice(now.length - tail, now.length - tail + more).map((line) => ` ${line}`),
  ];
  const sizes = [old, now].map((all) => `${from + 1},${all.length - tail + more - from}`);
  const hash = createHash('sha256').update(after).digest('hex');
  const diff = `--- \n+++ ${hash}\n@@ -${sizes[0]} +${sizes[1]} @@\n${lines.join('\n')}`;
  return diff.length < after.length ? diff : undefined;
}
