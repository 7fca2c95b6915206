import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { HookId } from "../../src/core/records/ids.ts";
import type { LoadedHook, SettingsSnapshot } from "../../src/core/settings/settings.ts";
import { readSettings } from "../../src/settings/read.ts";
import { goodHook, put, tempHome } from "./temp-home.ts";

const hookOf = (snapshot: SettingsSnapshot, id: string): LoadedHook | undefined =>
  snapshot.hooks.get(id as HookId);

const statesOf = (snapshot: SettingsSnapshot): Record<string, string> =>
  Object.fromEntries([...snapshot.hooks].map(([id, { state }]) => [id, state]));

const errorsOf = ({ problems }: SettingsSnapshot) =>
  problems.filter(({ level }) => level === "error");

/** A home whose hooks are a and b, and what was loaded of it. */
async function loadedHome() {
  const paths = await tempHome();
  const a = goodHook("a", { token: "token-a" });
  const b = goodHook("b", { token: "token-b" });
  await put(paths.hooksFile, { hooks: [a, b] });
  const first = await readSettings(paths, {});
  const again = async (hooks: unknown): Promise<SettingsSnapshot> => {
    await put(paths.hooksFile, typeof hooks === "string" ? hooks : { hooks });
    return await readSettings(paths, {}, first);
  };
  return { paths, a, b, first, again };
}

describe("readSettings at the first start", () => {
  it("finds no hooks and no problem in an empty home", async () => {
    const snapshot = await readSettings(await tempHome(), {});

    expect(snapshot).toMatchObject({ globalToken: null, problems: [], secretValues: [] });
    expect(snapshot.hooks.size).toBe(0);
  });

  it("loads a file of older programs without an error", async () => {
    const paths = await tempHome();
    const older = {
      description: "",
      enabled: true,
      auth_mode: "bearer",
      token: "t0",
      hmac_secret: "",
      hmac_header: "",
      hmac_algorithm: "sha256",
      hmac_encoding: "hex",
      hmac_sig_prefix: "sha256=",
      hmac_sig_regex: "",
      hmac_payload_prefix_regex: "",
      created_at: "2026-01-02T03:04:05.678901+00:00",
      trigger_count: 3,
      last_triggered_at: "2026-02-03T04:05:06+00:00",
      last_error: "error:exit_1",
      provider: "codex",
      model: "gpt-5",
      reasoning_effort: null,
      cli_parameters: ["--flag"],
      quiet_start: null,
      quiet_end: null,
      dependency: null,
    };
    await put(paths.hooksFile, {
      hooks: [
        {
          ...older,
          id: "mail",
          title: "Mail",
          mode: "wake",
          prompt_template: "{{a}}",
          task_folder: null,
        },
        {
          ...older,
          id: "x",
          title: "X",
          mode: "cron_task",
          prompt_template: "{{a}}",
          task_folder: "x",
          token: "t1",
        },
      ],
    });

    const snapshot = await readSettings(paths, {});

    expect(statesOf(snapshot)).toEqual({ mail: "valid", x: "valid" });
    expect(errorsOf(snapshot)).toEqual([]);
  });

  it("uses every entry beside the wrong ones", async () => {
    const paths = await tempHome();
    const hooks = [goodHook("a"), { id: "broken" }, 7, goodHook("b", { nope: 1 }), goodHook("c")];
    await put(paths.hooksFile, { hooks });

    const snapshot = await readSettings(paths, {});

    expect(statesOf(snapshot)).toEqual({ a: "valid", broken: "invalid", b: "invalid", c: "valid" });
    expect(hookOf(snapshot, "broken")).toMatchObject({ hook: null, secrets: { token: null } });
    expect(new Set(errorsOf(snapshot).map(({ entry }) => entry))).toEqual(
      new Set(["#3", "broken", "b"]),
    );
  });

  it("uses the first of two entries with one id; the second has the error", async () => {
    const paths = await tempHome();
    const hooks = [goodHook("a", { title: "first" }), goodHook("a", { title: "second" })];
    await put(paths.hooksFile, { hooks });

    const snapshot = await readSettings(paths, {});

    expect(hookOf(snapshot, "a")).toMatchObject({ state: "valid", hook: { title: "first" } });
    expect(errorsOf(snapshot)).toMatchObject([{ entry: "#2", field: "id", value: '"a"' }]);
  });

  it.each([
    ["a list on top", "[]", { message: "must hold one JSON object: { ... }" }],
    ["no hooks", "{}", { field: "hooks", message: "is missing" }],
    [
      "a slip in hooks",
      '{"hoks": []}',
      { field: "hooks", hint: expect.stringContaining('rename "hoks" to "hooks"') as string },
    ],
    [
      "hooks that are no list",
      '{"hooks": {}}',
      { field: "hooks", message: "must be a list: [ ... ]" },
    ],
    [
      "a strange field",
      '{"hooks": [], "hook": 1}',
      { field: "hook", hint: 'did you mean "hooks"?' },
    ],
  ])("says what is wrong with a file that has %s", async (_, text, problem) => {
    const paths = await tempHome();
    await put(paths.hooksFile, text);

    const { problems } = await readSettings(paths, {});

    expect(problems).toMatchObject([{ level: "error", file: "webhooks.json", ...problem }]);
  });

  it("hands out secrets apart from hooks and configuration, which can be printed", async () => {
    const paths = await tempHome();
    await put(paths.configFile, { webhooks: { token: "global-t0ken" } });
    const all = {
      token: "env:TOKEN",
      secret: "plain-s3cr3t",
      previous_secret: "old-s3cr3t",
      previous_secret_until: "2026-05-01T00:00:00+02:00",
      hmac_secret: "hmac-s3cr3t",
      verify_token: "verify-s3cr3t",
    };
    await put(paths.hooksFile, { hooks: [goodHook("a", all), goodHook("b")] });

    const snapshot = await readSettings(paths, { TOKEN: "t0ken-of-a" });

    expect(hookOf(snapshot, "a")?.secrets).toEqual({
      token: "t0ken-of-a",
      secret: "plain-s3cr3t",
      previousSecret: "old-s3cr3t",
      previousSecretUntil: Date.UTC(2026, 3, 30, 22),
      hmacSecret: "hmac-s3cr3t",
      verifyToken: "verify-s3cr3t",
    });
    expect(hookOf(snapshot, "b")?.secrets.token).toBe("global-t0ken");
    expect(snapshot.globalToken).toBe("global-t0ken");
    expect([...snapshot.secretValues].toSorted()).toEqual(
      [
        "global-t0ken",
        "hmac-s3cr3t",
        "old-s3cr3t",
        "plain-s3cr3t",
        "t0ken-of-a",
        "verify-s3cr3t",
      ].toSorted(),
    );
    const printable = [snapshot.config, snapshot.problems, hookOf(snapshot, "a")?.hook];
    for (const value of snapshot.secretValues)
      expect(JSON.stringify(printable)).not.toContain(value);
  });

  it("warns of one secret for two hooks, of one that is the global token, and of a hash of it", async () => {
    const paths = await tempHome();
    const hash = "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    await put(paths.configFile, { webhooks: { token: "a" } });
    await put(paths.hooksFile, {
      hooks: [
        goodHook("one", { secret: "shared" }),
        goodHook("two", { hmac_secret: "shared" }),
        goodHook("three", { token: hash }),
        goodHook("four", { secret: "own", previous_secret: "own" }),
        goodHook("five"),
      ],
    });

    const { problems } = await readSettings(paths, {});

    const shared = problems.filter(({ message }) => message.startsWith("the same secret"));
    expect(
      shared.map(({ entry, field, value, message }) => [entry, field, value, message]),
    ).toEqual([
      ["one", "secret", "(secret)", "the same secret as hook two"],
      ["two", "hmac_secret", "(secret)", "the same secret as hook one"],
      ["three", "token", "(secret)", "the same secret as webhooks.token of config.json"],
    ]);
  });
});

describe("readSettings at a reload", () => {
  it("keeps all hooks where the file cannot be parsed", async () => {
    const { first, again } = await loadedHome();

    const next = await again('{"hooks": [');

    expect(next.hooks).toEqual(first.hooks);
    expect(errorsOf(next)).toMatchObject([{ file: "webhooks.json" }]);
  });

  it("keeps all hooks where the file is gone, until it is there again", async () => {
    const { paths, first, again } = await loadedHome();
    await rm(paths.hooksFile);

    const gone = await readSettings(paths, {}, first);
    const back = await again([]);

    expect(gone.hooks).toEqual(first.hooks);
    expect(errorsOf(gone)).toMatchObject([{ message: expect.stringContaining("is gone") }]);
    expect(back.hooks.size).toBe(0);
  });

  it("keeps the last valid form and secrets of an entry that turned wrong, and no other", async () => {
    const { first, again, b } = await loadedHome();

    const next = await again([goodHook("a", { token: "new", mode: 7 }), { ...b, title: "New" }]);

    expect(hookOf(next, "a")).toMatchObject({
      state: "stale",
      hook: hookOf(first, "a")?.hook,
      secrets: { token: "token-a" },
      problems: [{ entry: "a", field: "mode" }],
    });
    expect(hookOf(next, "b")).toMatchObject({ state: "valid", hook: { title: "New" } });
  });

  it("keeps it through further wrong edits, and takes the mended one", async () => {
    const { paths, again, a, b } = await loadedHome();
    const stale = await again([{ ...a, mode: 7 }, b]);
    await put(paths.hooksFile, { hooks: [{ ...a, enabled: "no" }, b] });
    const still = await readSettings(paths, {}, stale);
    await put(paths.hooksFile, { hooks: [{ ...a, title: "Mended" }, b] });
    const mended = await readSettings(paths, {}, still);

    expect(hookOf(still, "a")).toMatchObject({ state: "stale", secrets: { token: "token-a" } });
    expect(hookOf(mended, "a")).toMatchObject({ state: "valid", hook: { title: "Mended" } });
  });

  it("drops a hook that was removed, also one that was stale", async () => {
    const { paths, again, a, b } = await loadedHome();
    const stale = await again([{ ...a, mode: 7 }, b]);
    await put(paths.hooksFile, { hooks: [b] });

    const next = await readSettings(paths, {}, stale);

    expect(statesOf(next)).toEqual({ b: "valid" });
  });

  it("keeps a hook as stale while an entry without a readable id may be it", async () => {
    const { paths, again, a, b } = await loadedHome();

    const slipped = await again([{ ...a, id: "A!" }, b]);
    await put(paths.hooksFile, { hooks: [b] });
    const removed = await readSettings(paths, {}, slipped);

    expect(hookOf(slipped, "a")).toMatchObject({ state: "stale", secrets: { token: "token-a" } });
    expect(errorsOf(slipped).map(({ entry }) => entry)).toEqual(["#1", "a"]);
    expect(statesOf(removed)).toEqual({ b: "valid" });
  });

  it("makes a hook stale when its secret cannot be had any more", async () => {
    const { paths } = await loadedHome();
    const file = path.join(paths.keysFolder, "a");
    await put(file, "from-file\n");
    await put(paths.hooksFile, { hooks: [goodHook("a", { token: `file:${file}` })] });
    const before = await readSettings(paths, {});
    await rm(file);

    const after = await readSettings(paths, {}, before);

    expect(hookOf(before, "a")).toMatchObject({ state: "valid", secrets: { token: "from-file" } });
    expect(hookOf(after, "a")).toMatchObject({ state: "stale", secrets: { token: "from-file" } });
  });

  it("gives a replaced global token to hooks without their own at once, stale ones included", async () => {
    const paths = await tempHome();
    await put(paths.configFile, { webhooks: { token: "old" } });
    await put(paths.hooksFile, { hooks: [goodHook("a"), goodHook("own", { token: "mine" })] });
    const before = await readSettings(paths, {});
    await put(paths.configFile, { webhooks: { token: "new" } });
    await put(paths.hooksFile, {
      hooks: [goodHook("a", { mode: 1 }), goodHook("own", { mode: 1, token: "x" })],
    });

    const stale = await readSettings(paths, {}, before);
    await put(paths.hooksFile, "no json");
    const kept = await readSettings(paths, {}, before);

    for (const snapshot of [stale, kept]) {
      expect(hookOf(snapshot, "a")?.secrets.token).toBe("new");
      expect(hookOf(snapshot, "own")?.secrets.token).toBe("mine");
      expect(snapshot.secretValues).not.toContain("old");
    }
  });

  it("keeps configuration and token where config.json turned wrong", async () => {
    const paths = await tempHome();
    await put(paths.configFile, { webhooks: { token: "t", port: 9 }, safe_mode: true });
    await put(paths.hooksFile, { hooks: [goodHook("a")] });
    const before = await readSettings(paths, {});

    const wrong = ["{", { webhooks: { token: "env:NO" } }, { webhooks: { token: "x", port: "y" } }];
    for (const content of wrong) {
      await put(paths.configFile, content);
      const after = await readSettings(paths, {}, before);

      expect(after.config).toEqual(before.config);
      expect(after.globalToken).toBe("t");
      expect(hookOf(after, "a")?.secrets.token).toBe("t");
      expect(errorsOf(after)).toMatchObject([{ file: "config.json" }]);
    }
  });
});
