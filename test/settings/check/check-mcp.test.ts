import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

const NOTES = { name: "notes", command: ["notes"], environment: { TOKEN: "file:FILE" } };
const WEB = {
  name: "web",
  url: "https://e.example/mcp",
  headers: { Authorization: "Bearer env:KEY" },
};

async function load(servers: object[], hook: object = {}, environment = { KEY: "k3y-of-web" }) {
  const paths = await tempHome();
  const file = path.join(paths.root, "secret");
  await writeFile(file, "s3cret-of-notes\n", { mode: 0o600 });
  const config = JSON.stringify({ features: { agents: true }, mcp_servers: servers });
  await put(paths.configFile, JSON.parse(config.replaceAll("FILE", file)));
  await put(paths.hooksFile, { hooks: [goodHook("a", { token: "t0ken", ...hook })] });
  const settings = await readSettings(paths, environment);
  const own = settings.problems.filter(({ field = "" }) => /mcp|allowed_tools/.test(field));
  return { settings, problems: own, state: [...settings.hooks.values()][0]?.state };
}

it("resolves what stands elsewhere, shows none of it, and masks all of it", async () => {
  const { settings, problems } = await load([NOTES, WEB]);

  expect(problems).toEqual([]);
  expect(settings.mcpServers?.map(({ connection }) => connection)).toEqual([
    { kind: "stdio", command: ["notes"], environment: { TOKEN: "s3cret-of-notes" } },
    { kind: "http", url: WEB.url, headers: { Authorization: "Bearer k3y-of-web" } },
  ]);
  expect(JSON.stringify(settings.config)).not.toMatch(/env:KEY|file:/);
  expect(settings.secretValues).toEqual(expect.arrayContaining(["s3cret-of-notes", "k3y-of-web"]));
});

it("keeps a server whose secret cannot be had from agents, and harms no other", async () => {
  const { settings, problems, state } = await load([NOTES, WEB], {}, { KEY: "" });

  expect(settings.mcpServers?.map(({ problem }) => problem)).toEqual([null, expect.any(String)]);
  expect(problems.map(({ level }) => level)).toEqual(["warning"]);
  expect(state).toBe("valid");
});

it("takes a hook that names an unknown server out of force, with the nearest name", async () => {
  const { problems, state } = await load([NOTES], { mcp_servers: ["note"] });

  expect(problems).toMatchObject([{ level: "error", hint: 'did you mean "notes"?' }]);
  expect(state).toBe("invalid");
});

it("warns of a server of which nothing is allowed, and of a rule for another", async () => {
  const hook = { mcp_servers: ["notes"], allowed_tools: ["mcp__note__add"] };

  expect((await load([NOTES], hook)).problems).toMatchObject([
    { level: "warning", field: "mcp_servers" },
    { level: "warning", field: "allowed_tools", hint: 'did you mean "notes"?' },
  ]);
});

it.each([
  ["neither way to reach it", { name: "x" }],
  ["both ways", { ...WEB, command: ["x"], headers: {} }],
  ["a program of the folder", { name: "x", command: ["./x"] }],
  ["a name with an underscore", { name: "a_b", command: ["x"] }],
  ["an unknown field", { name: "x", command: ["x"], env: {} }],
  ["a password in its URL", { name: "x", url: "https://a:b@e.example/" }],
])("refuses a server with %s", async (_, server) => {
  const { problems } = await load([server]);

  expect(problems.some(({ level }) => level === "error")).toBe(true);
});
