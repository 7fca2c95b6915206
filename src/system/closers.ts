// What was opened is closed again, in the reverse order.

/** Closes one part. */
export type Closer = () => void | Promise<void>;

/** Parts that are open. */
export interface Closers {
  add(...closers: readonly Closer[]): void;
  /** One that fails keeps no other from closing; the first fault is thrown at the end. */
  closeAll(): Promise<void>;
}

/** Nothing is open yet. */
export function createClosers(): Closers {
  const open: Closer[] = [];
  return {
    add: (...closers) => void open.push(...closers),
    async closeAll() {
      const faults: unknown[] = [];
      for (let close = open.pop(); close !== undefined; close = open.pop()) {
        try {
          await close();
        } catch (thrown) {
          faults.push(thrown);
        }
      }
      if (faults.length > 0) throw faults[0];
    },
  };
}
