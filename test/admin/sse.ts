// Reads server-sent events from a stream, block by block.

/** One block of a stream: its fields, and its JSON where it has some. */
export interface Block {
  readonly id: string | null;
  readonly event: string | null;
  readonly comment: string | null;
  readonly data: Record<string, unknown> | null;
}

/** A reader of blocks. */
export interface BlockReader {
  /** The next block; null at the end. */
  next(): Promise<Block | null>;
  /** All blocks until the end. */
  rest(): Promise<Block[]>;
  cancel(): Promise<void>;
}

export function readBlocks(stream: ReadableStream<Uint8Array> | null): BlockReader {
  if (stream === null) throw new Error("there is no stream");
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";

  async function next(): Promise<Block | null> {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end !== -1) {
        const block = parse(text.slice(0, end));
        text = text.slice(end + 2);
        return block;
      }
      const { done, value } = await reader.read();
      if (done) return null;
      text += decoder.decode(value, { stream: true });
    }
  }

  return {
    next,
    async rest() {
      const blocks: Block[] = [];
      for (let block = await next(); block !== null; block = await next()) blocks.push(block);
      return blocks;
    },
    cancel: () => reader.cancel(),
  };
}

function parse(block: string): Block {
  const field = (name: string): string | null =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 2) ?? null;
  const data = field("data");
  return {
    id: field("id"),
    event: field("event"),
    comment: field(""),
    data: data === null ? null : (JSON.parse(data) as Record<string, unknown>),
  };
}
