// The bots of docs/bots.md, as they stand there, woken by a running daemon.

import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { generateSecret } from "../../src/webhooks.ts";
import { aHook, createHome } from "../e2e/daemon-home.ts";
import { ended } from "../e2e/endings.ts";
import { itWhere } from "../skip-loudly.ts";

const SECRET = generateSecret();
const hasPython = spawnSync("python3", ["--version"]).status === 0;

async function codeOf(language: string, word: string): Promise<string> {
  const page = await readFile("docs/bots.md", "utf8");
  const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const found = blocks.find(([, name, code]) => name === language && code?.includes(word));
  return found?.[2] ?? "";
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Wakes what listens on a port, and gives back how the delivery ended. */
async function wakeBot(port: number) {
  const home = await createHome({
    hooks: [aHook("hook", { title: "The site", mode: "wake", prompt_template: "Hi", to: ["bot"] })],
    config: {
      targets: [{ name: "bot", kind: "http", url: `http://127.0.0.1:${port}/`, secret: SECRET }],
    },
  });
  const daemon = await home.start();
  const { id } = await daemon.post("hook", {});
  return ended(home, daemon, id);
}

function startBot(argv: readonly [string, ...string[]]): void {
  const bot = spawn(argv[0], argv.slice(1), {
    env: { PATH: process.env["PATH"], BOT_SECRET: SECRET },
    stdio: "ignore",
  });
  onTestFinished(() => void bot.kill("SIGKILL"));
}

async function untilItListens(port: number): Promise<void> {
  await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" }), {
    timeout: 10_000,
  });
}

itWhere(hasPython, "there is no python3: the bot in Python is not tried")(
  "the bot in Python takes a wake",
  async () => {
    const port = await freePort();
    startBot(["python3", "-c", await codeOf("python", "HTTPServer"), String(port)]);
    await untilItListens(port);

    expect(await wakeBot(port)).toMatchObject({
      status: "success",
      runs: [{ agent: "bot", answer: expect.stringMatching(/^The site: \d{2,} characters$/) }],
    });
  },
);

it("the bot in Node takes a wake", async () => {
  const port = await freePort();
  const code = (await codeOf("ts", "createWakeTarget"))
    .replace('"wakehook"', JSON.stringify(path.resolve("src/wake-target.ts")))
    .replace("9100", String(port));
  const home = await createHome({});
  const file = path.join(home.folder, "bot.mts");
  await writeFile(file, code);
  startBot([process.execPath, file]);
  await untilItListens(port);

  expect(await wakeBot(port)).toMatchObject({
    status: "success",
    runs: [{ agent: "bot", answer: expect.stringMatching(/^I have read \d{2,} characters/) }],
  });
});
