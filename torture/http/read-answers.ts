// Bytes of a connection come in; the answers that are whole go out.

/** One answer. */
export interface Answer {
  readonly status: string;
  /** The error code; empty where there is none. */
  readonly error: string;
  /** Empty where nothing was accepted. */
  readonly deliveryId: string;
}

/** Reads the answers, strictly: what is no HTTP gives an answer of status `not HTTP`. */
export function readAnswers(received: Buffer, isHead: boolean): Answer[] {
  const answers: Answer[] = [];
  const text = received.toString("latin1");
  let at = 0;
  while (at < text.length) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd === -1) break;
    const head = text.slice(at, headEnd);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
    if (status === undefined)
      return [...answers, { status: "not HTTP", error: "", deliveryId: "" }];
    const start = headEnd + 4;
    const end = isHead || status === "100" ? start : endOfBody(head, text, start);
    if (text.length < end) break;
    answers.push({ status, ...contentOf(text.slice(start, end)) });
    at = end;
  }
  return answers;
}

/** Infinity: the body is not whole yet. What speaks of no body has none. */
function endOfBody(head: string, text: string, start: number): number {
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    const end = text.indexOf("0\r\n\r\n", start);
    return end === -1 ? Infinity : end + 5;
  }
  return start + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
}

function contentOf(body: string): Omit<Answer, "status"> {
  const read = body.startsWith("{") ? (JSON.parse(body) as Record<string, unknown>) : {};
  const { error: code, delivery_id: id } = read;
  return {
    error: typeof code === "string" ? code : "",
    deliveryId: typeof id === "string" ? id : "",
  };
}
