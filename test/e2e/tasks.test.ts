// An event becomes a task, its owner starts it, and everybody who wants to know is told.

import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { OutboxEntry } from "../../src/core/records/outbox-entry.ts";
import { cliAt } from "../cli/harness.ts";
import { createHome } from "./daemon-home.ts";
import { agentHook, ended, held, SWITCHED_ON } from "./endings.ts";
import { claudeResult, putAgent } from "./programs.ts";

interface Told {
  readonly event: string;
  readonly data: { readonly task_id: string; readonly state: string; readonly title: string };
}

async function receiver(): Promise<{ url: string; told: Told[] }> {
  const told: Told[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      told.push(JSON.parse(Buffer.concat(chunks).toString()) as Told);
      response.writeHead(200).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told };
}

function allSent(messages: readonly OutboxEntry[]): boolean {
  return messages.length > 0 && messages.every(({ state }) => state === "sent");
}

it("waits over a restart until it is started, runs, and its subscription hears of each step", async () => {
  const { url, told } = await receiver();
  const subscriptions = [{ id: "board", url, events: ["task"], ordered: true, sign: "none" }];
  const hook = agentHook("board", {
    auto_assign: false,
    priority: { path: "labels", map: { p0: "high" } },
  });
  const home = await createHome({ hooks: [hook], config: { ...SWITCHED_ON, subscriptions } });
  putAgent(home.bin, "claude", ["cat > /dev/null", claudeResult("done")]);
  const cli = cliAt(home.paths, home.folder);
  let daemon = await home.start();
  const { id } = await daemon.post("board", { title: "A button", labels: ["p0"] });
  expect(await held(home, daemon, id)).toMatchObject({ status: "held:todo" });
  // What is under way while a daemon stops may arrive twice.
  await daemon.until("what is told of it", () => allSent(home.reports(id)));
  await daemon.stop();
  daemon = await home.start();

  const listed = await cli(["delivery", "list", "--tasks"]);
  expect(listed.stdout).toMatch(new RegExp(`^${id} +board +high +A button .* todo$`, "m"));
  expect((await cli(["delivery", "release", id])).code).toBe(0);

  expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
  await daemon.until("all three", () => told.length === 3);
  expect(told.map(({ event, data }) => [event, data.task_id, data.title, data.state])).toEqual([
    ["task.created", id, "A button", "todo"],
    ["task.started", id, "A button", "in_progress"],
    ["task.completed", id, "A button", "done"],
  ]);
  const shown = (await (await daemon.admin("GET", "/deliveries?tasks=1")).json()) as object;
  expect(shown).toMatchObject({ deliveries: [{ id, task: { title: "A button", state: "done" } }] });
});
