// Every snippet of docs/sending.md is run as it stands there, where its program is installed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHome, type DaemonHome } from "./daemon-home.ts";
import { readDocuments, type Block } from "./read-documents.ts";

const SECRET = "a secret of this test, with 'quotes' and $signs";
const TOKEN = "a-token-of-this-test";
const PROMPT = { mode: "wake", prompt_template: "{{$payload}}" };
const HMAC = { auth_mode: "hmac", hmac_secret: SECRET, hmac_header: "X-Signature" };
const HOOKS = [
  { id: "bearer", title: "Bearer", ...PROMPT, token: TOKEN },
  { id: "hmac", title: "HMAC", ...PROMPT, ...HMAC },
  { id: "github", title: "GitHub", ...PROMPT, source: "github", secret: SECRET },
];
const CONFIG = {
  features: { commands: true },
  targets: [{ name: "me", kind: "command", command: ["cat"] }],
  owner: ["me"],
};
/** How each language is started; the snippet goes in on standard input. */
const INTERPRETERS: Readonly<Record<string, readonly string[]>> = {
  sh: ["sh", "-eu"],
  python: ["python3", "-"],
  js: [process.execPath, "--input-type=module", "-"],
};

const snippets = readDocuments()
  .flatMap(({ blocks }) => blocks)
  .filter(({ mark }) => mark.startsWith("sender "));

let home: DaemonHome;
beforeAll(async () => {
  home = await startHome({ hooks: JSON.stringify({ hooks: HOOKS }), config: CONFIG });
});
afterAll(() => home.close());

describe("docs/sending.md", () => {
  it("shows every way in every language", () => {
    const shown = new Set(snippets.map(({ language, mark }) => `${language} ${mark}`));
    const wanted = Object.keys(INTERPRETERS).flatMap((language) =>
      HOOKS.map(({ id: way }) => `${language} sender ${way}`),
    );

    expect(shown).toEqual(new Set(wanted));
  });

  it.each(snippets.map((one) => [`${one.language} ${one.mark} (line ${one.line})`, one] as const))(
    "%s is accepted, and refused with another secret",
    async (_, snippet) => {
      if (!isInstalled(snippet)) return;
      const hook = snippet.mark.replace("sender ", "");
      const url = `${home.url}/hooks/${hook}`;

      const right = await run(snippet, { URL: url, TOKEN, SECRET });
      const wrong = await run(snippet, { URL: url, TOKEN: "another", SECRET: "another" });

      expect(right.stderr).toBe("");
      const { accepted, delivery_id: id } = JSON.parse(right.stdout) as Record<string, string>;
      expect({ accepted, code: right.code }).toEqual({ accepted: true, code: 0 });
      expect(wrong.code).not.toBe(0);
      await expect(home.endOf(id ?? "")).resolves.toMatchObject({ status: "success" });
    },
  );
});

function isInstalled({ language }: Block): boolean {
  const programs = language === "sh" ? ["sh", "curl", "openssl"] : [INTERPRETERS[language]?.[0]];
  const folders = (process.env["PATH"] ?? "").split(":");
  const missing = programs.filter(
    (program = "") => !folders.some((folder) => existsSync(path.resolve(folder, program))),
  );
  if (missing.length > 0) console.warn(`not run: ${missing.join(", ")} is not installed`);
  return missing.length === 0;
}

async function run(
  { language, text }: Block,
  values: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [program = "", ...parameters] = INTERPRETERS[language] ?? [];
  const child = spawn(program, parameters, {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...values },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  child.stdin.end(text);
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, stderr };
}
