// In: MCP over standard input. Out: MCP over standard output, until the client goes away or the program is stopped.

import { once } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { toError } from "../../core/records/errors.ts";
import type { CommandContext } from "../command.ts";
import type { CallDeps } from "./call-tool.ts";
import { createMcpServer } from "./create-server.ts";

/** Serves until the client has gone; what it has asked for by then is answered. */
export async function serveMcp(deps: CallDeps): Promise<void> {
  const { stdin, out, untilStopped } = deps.context;
  const { server, going, hangUp } = createMcpServer(deps);
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it is no event target: the SDK asks for this field
  server.server.onerror = (error) => out.notice(`mcp: ${toError(error).message}`);
  const input = new PassThrough();
  const stopped = untilStopped();
  await server.connect(new StdioServerTransport(input, outputOf(out)));

  stdin.once("close", () => input.end());
  stdin.pipe(input);
  // Rejects where the program is stopped: then nobody waits for an answer.
  await once(input, "end", { signal: stopped })
    .then(() => {
      hangUp();
      return Promise.all(going);
    })
    .catch(() => undefined);
  // An open standard input that somebody reads would keep the process.
  stdin.unpipe(input);
  await server.close();
}

function outputOf(out: CommandContext["out"]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      out.raw(chunk);
      done();
    },
  });
}
