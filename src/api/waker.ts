/** Lets one loop sleep until it is rung; a ring in between is not lost. */
export function openWaker() {
  let rung = false;
  let awake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      awake?.();
    },
    wait: async () => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          awake = resolve;
        });
      }
      rung = false;
    },
  };
}
