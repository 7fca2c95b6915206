// Few large bodies at once: the memory of the daemon is bounded by this and by max_connections.

/** One body's way through the gate. */
export interface LargeBodyPass {
  /** Resolves when there is room. */
  enter(): Promise<void>;
  /** Gives the room back, or leaves the line. Harmless when nothing was asked for. */
  leave(): void;
}

/** Lets a few large bodies through at a time, first come first served. */
export interface LargeBodyGate {
  open(): LargeBodyPass;
}

/** Builds a gate with this much room. */
export function createLargeBodyGate(room: number): LargeBodyGate {
  const line: Array<() => void> = [];
  let inside = 0;

  function admit(): void {
    while (inside < room) {
      const next = line.shift();
      if (next === undefined) return;
      inside++;
      next();
    }
  }

  return {
    open() {
      let state: "outside" | "waiting" | "inside" = "outside";
      let wake: (() => void) | undefined;
      return {
        enter: () =>
          new Promise((resolve) => {
            state = "waiting";
            wake = () => {
              state = "inside";
              resolve();
            };
            line.push(wake);
            admit();
          }),
        leave() {
          if (state === "waiting" && wake !== undefined) line.splice(line.indexOf(wake), 1);
          if (state === "inside") inside--;
          state = "outside";
          admit();
        },
      };
    },
  };
}
