// A receiver of reports and events that says in its refusals what it was sent: headers, and body.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Where the words of a refusal are cut in the record of a try, and how much of a header stands before. */
const CUT_AT = 300;
const BEFORE_CUT = 24;

/** Opens it on loopback; `after` is told how it ends. */
export async function openReceiver(after: (undo: () => unknown) => void): Promise<string> {
  let asked = 0;
  const server = createServer((request, response) => {
    const heard: Buffer[] = [];
    request.on("data", (piece: Buffer) => heard.push(piece));
    request.on("end", () => {
      const { rawHeaders } = request;
      const error = JSON.stringify({ rawHeaders, body: Buffer.concat(heard).toString("utf8") });
      response.writeHead(500, { "content-type": "application/json" });
      // The credentials first, and where the answer is cut: what is kept of one is short.
      const said = rawHeaders.filter((_, at) => at % 2 === 1 && isCredential(rawHeaders, at));
      if (asked++ % 2 === 0) said.reverse();
      const message = "x".repeat(asked % 4 < 2 ? 0 : CUT_AT - BEFORE_CUT) + said.join(" ");
      response.end(JSON.stringify({ message, error }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function isCredential(rawHeaders: readonly string[], at: number): boolean {
  return /^(?:authorization|x-report-key|x-auth)$/i.test(rawHeaders[at - 1] ?? "");
}
