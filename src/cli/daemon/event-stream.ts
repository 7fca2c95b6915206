// In: the bytes of a server-sent event stream. Out: the events of the daemon, one by one.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/** Longest line that is taken; an answer is at most 64 kB of text. */
const MAX_LINE_CHARS = 4 * 1024 * 1024;

/** One event as it came. */
export interface StreamEvent {
  /** Where to go on after it: sent back as Last-Event-ID. */
  readonly id: string | null;
  /** The event's JSON: an object with a `type`. */
  readonly data: { readonly type: string };
}

/**
 * Reads events until the stream ends. Comments, other fields and what is not JSON are passed over.
 * @throws Error where a line never ends.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  let id: string | null = null;
  let data: string[] = [];
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n/);
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE_CHARS) throw new Error("the daemon sent an endless line");
    for (const line of lines) {
      if (line.startsWith("id:")) id = valueOf(line);
      else if (line.startsWith("data:")) data.push(valueOf(line));
      if (line !== "") continue;
      const event = parse(data.join("\n"));
      data = [];
      if (event !== null) yield { id, data: event };
    }
  }
}

function valueOf(line: string): string {
  const value = line.slice(line.indexOf(":") + 1);
  return value.startsWith(" ") ? value.slice(1) : value;
}

function parse(text: string): { readonly type: string } | null {
  if (text === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    const known = typeof value === "object" && value !== null && "type" in value;
    return known && typeof value.type === "string" ? (value as { type: string }) : null;
  } catch {
    return null;
  }
}
