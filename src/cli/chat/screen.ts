// Where a chat is shown and typed into: a terminal, or a pipe.

/** One message of the reader's, as it was typed. */
export interface Typed {
  readonly text: string;
  /** When its first key was pressed, by the monotonic clock; null: it came whole. */
  readonly begunAt: number | null;
}

/** The outside of a chat. */
export interface Screen {
  /** What is typed; ends when the reader leaves. */
  typed(signal: AbortSignal): AsyncIterable<Typed>;
  /** Shows lines, without harm to what is being typed. */
  print(lines: readonly string[]): void;
  /** Words about the chat, not of it. */
  notice(text: string): void;
  /** What goes on, before the place where one types; empty: nothing. */
  status(words: string): void;
  close(): void;
}
