// What the documents say is tried out: links lead somewhere, settings load, commands run.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { CONFIG_FIELDS } from "../../src/core/settings/config.ts";
import { ensureHome } from "../../src/settings/home.ts";
import { readSettings } from "../../src/settings/read.ts";
import { createCli, LAUNCHER, type Cli } from "../cli/harness.ts";
import { readDocuments, ROOT, type Block } from "./read-documents.ts";
import { shellWords } from "./shell-words.ts";

const documents = readDocuments();
const blocks = documents.flatMap((document) => document.blocks);
const placeOf = ({ document, line }: Block): string => `${document}:${line}`;

describe("links between documents", () => {
  it.each(documents.map((one) => [one.name, one] as const))("%s", (name, { links }) => {
    const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !resolves(name, link));

    expect(broken).toEqual([]);
  });
});

function resolves(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? from : path.join(path.dirname(from), file);
  if (!existsSync(path.join(ROOT, target))) return false;
  const anchors = documents.find(({ name }) => name === target)?.anchors;
  return anchor === undefined || anchors === undefined || anchors.has(anchor);
}

describe("blocks of json", () => {
  const found = blocks.filter(({ language }) => language === "json");

  it.each(found.map((block) => [placeOf(block), block] as const))("%s loads", async (_, block) => {
    const { paths } = await createCli();
    await ensureHome(paths);
    const file = isHooks(block) ? paths.hooksFile : paths.configFile;
    await writeFile(file, block.text, { mode: 0o600 });

    const settings = await readSettings(paths, {});

    expect(settings.problems.filter(({ level }) => level === "error")).toEqual([]);
  });
});

/** webhooks.json, or else a part of config.json. */
function isHooks({ text }: Block): boolean {
  const names = Object.keys(JSON.parse(text) as object);
  if (names.includes("hooks")) return true;
  expect(Object.keys(CONFIG_FIELDS)).toEqual(expect.arrayContaining(names));
  return false;
}

describe("blocks of sh", () => {
  const shell = blocks.filter(
    ({ language, mark }) => language === "sh" && !mark.startsWith("sender"),
  );
  const still = shell.filter(({ mark }) => mark.startsWith("no-run"));
  const running = Map.groupBy(
    shell.filter((block) => !still.includes(block)),
    ({ document }) => document,
  );

  it("say why they are not run", () => {
    const silent = still.filter(({ mark }) => !/^no-run: \w+/.test(mark)).map(placeOf);

    expect(silent).toEqual([]);
  });

  it.each([...running])("of %s run, one after the other in one home", async (_, group) => {
    const cli = await createCli();
    await mkdir(path.join(cli.folder, "code/site"), { recursive: true });
    await writeFile(path.join(cli.folder, "body.json"), "{}");

    for (const block of group) await runBlock(cli, block);
  });
});

/** `exit 6` behind the language is the code of the last command; all others are to end with 0. */
async function runBlock(cli: Cli, block: Block): Promise<void> {
  const lines = block.text.replaceAll("\\\n", " ").split("\n").filter(isCommand);
  const lastExit = Number(/^exit (\d)$/.exec(block.mark)?.[1] ?? "0");
  for (const [index, line] of lines.entries()) {
    const [program, ...words] = shellWords(line, cli.folder);
    expect(program, `${placeOf(block)}: ${line}`).toBe("wakehook");
    const { code, stderr } = await runLine(cli, words);
    const wanted = index === lines.length - 1 ? lastExit : 0;
    expect(code, `${placeOf(block)}: ${line}\n${stderr}`).toBe(wanted);
  }
}

function isCommand(line: string): boolean {
  return line.trim() !== "" && !line.startsWith("#");
}

async function runLine(cli: Cli, words: readonly string[]) {
  if (words[0] === "start") return startFor(cli);
  // It goes on until Ctrl-C, which has been pressed here.
  const stopped = words[0] === "tail" ? { stopSignal: AbortSignal.abort() } : {};
  const result = await cli.run(words, stopped);
  if (words[0] === "init") await takeFreePorts(cli);
  return result;
}

async function takeFreePorts(cli: Cli): Promise<void> {
  await cli.run(["config", "set", "webhooks.port", "0"]);
  await cli.run(["config", "set", "admin.port", "0"]);
}

/** A process of its own, since `wakehook stop` waits for its end. */
async function startFor({ paths, folder }: Cli): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, [LAUNCHER, "start"], {
    env: { PATH: "/usr/bin:/bin", HOME: folder, WAKEHOOK_HOME: paths.root },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const isUp = once(child.stdout, "data").then(() => 0);
  const code = await Promise.race([
    isUp,
    once(child, "exit").then(([exitCode]) => Number(exitCode)),
  ]);
  return { code, stderr };
}
