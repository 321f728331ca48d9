/**
 * Polls until the answer is neither null nor false; fails with what was waited for. The bound is generous: machines
 * are slow. The longer it takes, the seldomer it looks, because looking holds up what it waits for.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | false> | T | null | false,
  timeoutMs = 15_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(150, pauseMs * 1.4)) {
    const answer = await look();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}
