// A request's raw headers come in; whether two programs could read them as two different requests goes out.

/**
 * Node takes the first of several Host headers, where another program takes the last (RFC 9112, 3.2), and
 * passes over codings before `chunked` (6.1). What stands in front of this listener may see another request.
 */
export function isAmbiguous(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  let codings = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts++;
    if (name?.length !== 17 || name.toLowerCase() !== "transfer-encoding") continue;
    codings++;
    if (rawHeaders[at + 1]?.toLowerCase() !== "chunked") return true;
  }
  return hosts > 1 || codings > 1;
}
