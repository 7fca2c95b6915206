import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { getPath } from "../../src/core/settings/dotted-path.ts";
import { createBaseUrl } from "../../src/expose/base-url.ts";

type Json = Record<string, unknown>;

async function open(config: Json) {
  const folder = await mkdtemp(path.join(tmpdir(), "wakehook-url-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const world = { config, reloads: 0, fault: null as Error | null };
  const made = () =>
    createBaseUrl({
      folder,
      async changeConfig(change) {
        if (world.fault !== null) throw world.fault;
        world.config = change(world.config);
      },
      async reload() {
        world.reloads += 1;
      },
    });
  const noted = async (): Promise<unknown> =>
    JSON.parse(await readFile(path.join(folder, "written-urls.json"), "utf8"));
  return { world, made, noted, url: () => getPath(world.config, ["webhooks", "public_base_url"]) };
}

const OWN = "https://own.example.org";

it("replaces what it wrote before, also before a restart, and takes it out again", async () => {
  const { world, made, url } = await open({ safe_mode: true });

  await made().put("https://a.example");
  expect(await made().put("https://b.example")).toEqual({
    kind: "written",
    replaced: "https://a.example",
  });
  expect(url()).toBe("https://b.example");
  await made().remove();

  expect(world.config).toEqual({ safe_mode: true, webhooks: {} });
  expect(world.reloads).toBe(3);
});

it("leaves the owner's own, whether it is another one or the same", async () => {
  const { world, made, url } = await open({ webhooks: { public_base_url: OWN } });

  expect(await made().put("https://a.example")).toMatchObject({ kind: "kept" });
  expect(await made().put(OWN)).toEqual({ kind: "written", replaced: null });
  await made().remove();

  expect(url()).toBe(OWN);
  expect(world.reloads).toBe(0);
});

it("knows an address again that was written just before it was killed", async () => {
  const { world, made, url } = await open({});
  world.fault = new Error("killed");
  await expect(made().put("https://a.example")).rejects.toThrow("killed");
  world.fault = null;
  world.config = { webhooks: { public_base_url: "https://a.example" } };

  expect(await made().put("https://b.example")).toMatchObject({ kind: "written" });
  expect(url()).toBe("https://b.example");
});

it("counts an address that the owner has written since as the owner's", async () => {
  const { world, made, noted, url } = await open({});
  await made().put("https://a.example");
  world.config = { webhooks: { public_base_url: OWN } };

  expect(await made().put("https://b.example")).toMatchObject({ kind: "kept" });
  expect(await noted()).toEqual(["https://a.example"]);
  await made().remove();

  expect(url()).toBe(OWN);
});
