import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { changeHook } from "../../../src/settings/edit/edit-hook.ts";
import { createCli, goodHook } from "../../cli/harness.ts";

describe("changeHook", () => {
  it("checks what it writes, also where an editor saved in between", async () => {
    const cli = await createCli();
    const { paths } = cli;
    const secret = { secret: "s", token: null };
    await cli.putHooks(goodHook("a", { source: "gitlab", ...secret }));
    const edited = JSON.stringify({ hooks: [goodHook("a", { source: "github", ...secret })] });

    const changed = changeHook({ paths, environment: {} }, "a", (entry) => {
      writeFileSync(paths.hooksFile, edited);
      return { ...entry, events: ["note.created"] };
    });

    await expect(changed).rejects.toMatchObject({ code: "settings_invalid" });
    expect(readFileSync(paths.hooksFile, "utf8")).toBe(edited);
  });

  it("takes no secret that commands the daemon, or that stands in the hook's URL", async () => {
    const cli = await createCli();
    const { paths } = cli;
    await cli.putHooks(goodHook("a", { token: "one of its own" }));
    writeFileSync(paths.adminTokenFile, "the admin token\n", { mode: 0o600 });
    const change = (token: string) =>
      changeHook({ paths, environment: {} }, "a", (entry) => ({ ...entry, token }));

    await expect(change("the admin token")).rejects.toThrow("admin.token");
    await expect(change("a")).rejects.toThrow("its URL");

    expect(await cli.entries()).toMatchObject([{ token: "one of its own" }]);
  });

  it("makes no secret of the fingerprint that everybody is shown", async () => {
    const cli = await createCli();
    const { paths } = cli;
    const words = "fingerprint: what the owner wrote by hand";
    await cli.putHooks(goodHook("a", { token: "one of its own", description: words }));
    const change = (fields: object) =>
      changeHook({ paths, environment: {} }, "a", (entry) => ({ ...entry, ...fields }));

    await expect(change({ token: "fingerprint:0123456789ab" })).rejects.toMatchObject({
      code: "usage",
      message: "token is the fingerprint of a secret, not a secret",
    });
    await change({ title: "Other" });

    expect(await cli.entries()).toMatchObject([{ title: "Other", token: "one of its own" }]);
  });
});
