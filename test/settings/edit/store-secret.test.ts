import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import { storeSecret } from "../../../src/settings/edit/store-secret.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

describe("storeSecret", () => {
  it("adds the secret to the entry and leaves everything else as it is", async () => {
    const paths = await tempHome();
    const [one, two] = [goodHook("one", { secret: null }), goodHook("two")];
    await put(paths.hooksFile, { $schema: "x", hooks: [one, two] });

    expect(await storeSecret(paths, "one" as HookId, "s3cr3t")).toBe("stored");

    expect(JSON.parse(await readFile(paths.hooksFile, "utf8"))).toEqual({
      $schema: "x",
      hooks: [{ ...one, secret: "s3cr3t" }, two],
    });
  });

  it.each([{ secret: "mine" }, { secret: "env:MINE" }, { previous_secret: "mine" }])(
    "leaves a hook with %j alone",
    async (fields) => {
      const paths = await tempHome();
      await put(paths.hooksFile, { hooks: [goodHook("one", fields)] });
      const before = await readFile(paths.hooksFile, "utf8");

      expect(await storeSecret(paths, "one" as HookId, "theirs")).toBe("taken");
      expect(await readFile(paths.hooksFile, "utf8")).toBe(before);
    },
  );

  it("makes no hook that is not there", async () => {
    const paths = await tempHome();
    await put(paths.hooksFile, { hooks: [goodHook("one")] });

    expect(await storeSecret(paths, "two" as HookId, "s3cr3t")).toBe("gone");
  });

  it("writes one of two secrets that come at once", async () => {
    const paths = await tempHome();
    await put(paths.hooksFile, { hooks: [goodHook("one")] });

    const results = await Promise.all([
      storeSecret(paths, "one" as HookId, "first"),
      storeSecret(paths, "one" as HookId, "second"),
    ]);

    expect(results.toSorted()).toEqual(["stored", "taken"]);
  });
});
