// A batch's JSON in, its bytes as a server-sent event out, and kept for a moment under a number.

/** The newest batches. */
export interface KeptBatches {
  /** The id of the newest. */
  lastId(): string;
  /** Keeps a batch, and gives back what goes to the pages. */
  push(text: string): Uint8Array;
  /** Something happened that nobody was shown: no older id can be continued. */
  forget(): void;
  /** What came after an id; null where that can no longer be told. */
  after(id: string): Uint8Array[] | null;
}

/** The newest batches: a page that was away for a moment finds here what it has missed. */
export function createKeptBatches(
  startedAt: number,
  limits: { readonly kept: number; readonly keptBytes: number },
): KeptBatches {
  let newest = 0;
  let bytes = 0;
  let list: Array<{ readonly number: number; readonly bytes: Uint8Array }> = [];
  const idOf = (number: number): string => `${startedAt}-${number}`;

  return {
    lastId: () => idOf(newest),
    push(text) {
      newest += 1;
      const made = new TextEncoder().encode(`id: ${idOf(newest)}\nevent: batch\ndata: ${text}\n\n`);
      list.push({ number: newest, bytes: made });
      bytes += made.length;
      while (list.length > limits.kept || bytes > limits.keptBytes)
        bytes -= list.shift()?.bytes.length ?? bytes;
      return made;
    },
    forget() {
      newest += 1;
      list = [];
      bytes = 0;
    },
    after(id) {
      const number = Number(id.slice(`${startedAt}-`.length));
      if (id !== idOf(number) || number > newest) return null;
      const after = list.filter((one) => one.number > number);
      return after.length === newest - number ? after.map((one) => one.bytes) : null;
    },
  };
}
