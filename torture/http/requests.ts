// The parts of which cases are made: a request that is right, and its lines to leave out or to spoil.

import { createHmac } from "node:crypto";

/** The token of the hook `notes`. */
export const TOKEN = "the-token-of-notes";
/** The key of the hook `site`, which GitHub calls. */
export const GITHUB_SECRET = "the secret of the hook site";
/** `max_body_bytes` of the daemon that is asked. */
export const MAX_BODY_BYTES = 65_536;

export const HEAD = "POST /hooks/notes HTTP/1.1\r\n";
export const HOST = "Host: 127.0.0.1\r\n";
export const AUTH = `Authorization: Bearer ${TOKEN}\r\n`;
export const TYPE = "Content-Type: application/json\r\n";

/** Lines that take the place of the right ones, and more of them. */
export interface Lines {
  readonly head?: string;
  readonly host?: string;
  readonly auth?: string;
  readonly type?: string;
  readonly more?: string;
}

/** A POST that is right in every way, but for the lines that are given. */
export function post(body: string | Buffer = "{}", lines: Lines = {}): Buffer {
  const { more = "" } = lines;
  const bytes = Buffer.from(body);
  const length = `Content-Length: ${bytes.byteLength}\r\n`;
  return Buffer.concat([Buffer.from(`${start(lines)}${more}${length}\r\n`, "latin1"), bytes]);
}

/** The same, with framing headers and a body of the caller's own. */
export function framed(headers: string, body: string, lines: Lines = {}): string {
  return `${start(lines)}${headers}\r\n${body}`;
}

/** A POST in chunks that are given as they stand on the wire. */
export function chunked(wire: string, more = ""): string {
  return framed(`Transfer-Encoding: chunked\r\n${more}`, wire);
}

/** A POST to another path, method or version. */
export function at(requestLine: string, lines: Lines = {}): Buffer {
  return post("{}", { ...lines, head: `${requestLine}\r\n` });
}

let guid = 0;

/** A POST as GitHub signs it, with a delivery id of its own. */
export function github(body: string | Buffer, lines: Lines = {}): Buffer {
  const signature = createHmac("sha256", GITHUB_SECRET).update(body).digest("hex");
  const auth = [
    "X-GitHub-Event: issues",
    `X-GitHub-Delivery: torture-${guid++}`,
    `X-Hub-Signature-256: sha256=${signature}`,
    "",
  ].join("\r\n");
  return post(body, { head: "POST /hooks/site HTTP/1.1\r\n", auth, ...lines });
}

function start({ head = HEAD, host = HOST, auth = AUTH, type = TYPE }: Lines): string {
  return `${head}${host}${auth}${type}`;
}
