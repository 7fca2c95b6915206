// A signed request as GitHub sends it, or one with a bearer token, as bytes for a socket. Every one is new: a body
// and an id of its own, because the daemon recognises repeats.

import { createHmac, randomBytes } from "node:crypto";

/** What every request of one measurement has in common. */
export interface RequestPlan {
  /** The hook. */
  readonly hook: string;
  readonly auth: "github" | "bearer";
  readonly secret: string;
  /** Size of the body. */
  readonly bytes: number;
}

const NUMBER_LENGTH = 16;

/** Returns a function that makes the next request. */
export function createRequests({ hook, auth, secret, bytes }: RequestPlan): () => Buffer {
  const body = bodyOf(bytes);
  const numberAt = body.indexOf("#".repeat(NUMBER_LENGTH));
  const batch = randomBytes(4).toString("hex");
  let number = 0;
  return () => {
    number += 1;
    const unique = `${batch}${String(number).padStart(8, "0")}`;
    body.write(unique, numberAt, "latin1");
    const head = auth === "github" ? githubHead(body, unique) : bearerHead(unique);
    const start = `POST /hooks/${hook} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    return Buffer.concat([Buffer.from(`${start}${head}\r\n`, "latin1"), body]);
  };

  function githubHead(signed: Buffer, unique: string): string {
    const signature = createHmac("sha256", secret).update(signed).digest("hex");
    return [
      "User-Agent: GitHub-Hookshot/4f1c2ad",
      `X-GitHub-Delivery: ${unique.slice(0, 8)}-0000-4000-8000-0000${unique.slice(8)}`,
      "X-GitHub-Event: issues",
      "X-GitHub-Hook-ID: 512345678",
      "X-GitHub-Hook-Installation-Target-ID: 79929171",
      "X-GitHub-Hook-Installation-Target-Type: repository",
      `X-Hub-Signature-256: sha256=${signature}\r\n`,
    ].join("\r\n");
  }

  function bearerHead(unique: string): string {
    return `User-Agent: curl/8.5.0\r\nAuthorization: Bearer ${secret}\r\nIdempotency-Key: ${unique}\r\n`;
  }
}

/** An `issues.opened` event of this size; its text is as well compressible as people's text is. */
function bodyOf(bytes: number): Buffer {
  const event = (text: string): string =>
    JSON.stringify({
      action: "opened",
      issue: {
        number: 42,
        node_id: "#".repeat(NUMBER_LENGTH),
        title: "The page is blank",
        body: text,
      },
      repository: { id: 186853002, name: "site", full_name: "octo/site", private: false },
      sender: { login: "octocat", id: 21031067, type: "User", site_admin: false },
    });
  return Buffer.from(event(textOf(Math.max(0, bytes - event("").length))));
}

/** Words of a closed list in an order that looks random and is always the same. */
function textOf(length: number): string {
  let text = "";
  for (let state = 1; text.length < length; state = (state * 48_271) % 2_147_483_647)
    text += `${WORDS[state % WORDS.length]}${state % 997} `;
  return text.slice(0, length);
}

const WORDS =
  "the page stays blank after a login since version with error code line seen on both".split(" ");
