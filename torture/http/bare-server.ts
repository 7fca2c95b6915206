// The control: the same table, sent to a server that reads JSON and answers 202, as a quick start has it.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { Row } from "../part.ts";
import type { HttpCase } from "./case.ts";
import { exchange, type Seen } from "./exchange.ts";
import { wrongAnswer } from "./judge.ts";

/** Fewer wrong answers than this would say that the table tells nothing. */
const LEAST_WRONG = 50;
const NOTHING: Seen = { answers: [], connection: "hang", promised: [] };

/** Asks the bare server what waits for no deadline; its row is kept where the table finds it wanting. */
export async function askBareServer(cases: readonly HttpCase[]): Promise<Row> {
  const server = await openBareServer();
  const place = { adminHost: "127.0.0.1", adminToken: "x" };
  const { port } = server.address() as AddressInfo;
  const asked = cases.filter(({ waits, door }) => waits !== true && door === "hooks");
  const seen = await Promise.all(
    asked.map((one) => exchange(one, { port, place, timeoutMs: 400 })),
  );
  const wrong = asked.filter((one, n) => wrongAnswer(one, seen[n] ?? NOTHING) !== null).length;
  server.closeAllConnections();
  server.close();
  return {
    fault: "control: the same requests to a bare Hono server",
    times: asked.length,
    promised: "the table tells the two apart",
    seen: `${wrong} answers are not those of the table`,
    kept: wrong >= LEAST_WRONG,
  };
}

async function openBareServer(): Promise<Server> {
  const app = new Hono();
  app.get("/health", ({ json }) => json({ status: "ok" }));
  app.post("/hooks/:id", async ({ req, json }) => {
    await req.json();
    return json({ accepted: true }, 202);
  });
  app.onError((_, { json }) => json({ error: "error" }, 500));
  const server = createAdaptorServer({ fetch: app.fetch, createServer }) as Server;
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}
