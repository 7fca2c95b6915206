import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { withFingerprints, writtenSecrets } from "../../../src/settings/edit/written-secrets.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

const TOKEN = "github_pat_0123456789abcdef";
const REPAIR = { kind: "github", token: TOKEN, repository: "octo/site" };

async function load(repair: unknown, more: object = {}, config: object = {}) {
  const paths = await tempHome();
  const file = path.join(paths.root, "token.txt");
  await writeFile(file, "t0ken-in-a-file\n", { mode: 0o600 });
  await put(paths.configFile, {
    webhooks: { public_base_url: "https://hooks.example.org" },
    ...config,
  });
  const hook = goodHook("a", {
    mode: "notify",
    message_template: "x",
    source: "github",
    secret: "s3cr3t-of-github",
    repair: JSON.parse(JSON.stringify(repair).replaceAll("FILE", file)) as unknown,
    ...more,
  });
  await put(paths.hooksFile, { hooks: [hook] });
  const settings = await readSettings(paths, { TOK: "t0ken-of-env" });
  const [loaded] = settings.hooks.values();
  const problems = (loaded?.problems ?? []).filter(({ field }) => field?.startsWith("repair"));
  return { settings, loaded, problems };
}

const found = async (...given: Parameters<typeof load>) =>
  (await load(...given)).problems.map(({ level, field, message, value = "" }) =>
    [level, field, message, value].join(" ").trim(),
  );

describe("repair", () => {
  it.each([
    ["of a repository", REPAIR],
    ["of an organization", { kind: "github", token: TOKEN, organization: "octo" }],
    [
      "of an Enterprise Server",
      { ...REPAIR, hook_id: 12, api_url: "https://git.example.org/api/v3" },
    ],
  ])("is in order: %s", async (_, repair) => {
    expect(await found(repair)).toEqual([]);
  });

  it.each([
    ["file:FILE", "t0ken-in-a-file"],
    ["env:TOK", "t0ken-of-env"],
    [TOKEN, TOKEN],
  ])("has the token that %s stands for; it is shown nowhere, and masked", async (token, value) => {
    const { settings, loaded, problems } = await load({ ...REPAIR, token });
    expect(problems).toEqual([]);
    expect(loaded?.secrets.repair).toEqual({ token: value });
    expect(loaded?.hook?.repair).toMatchObject({ token: "(secret)", repository: "octo/site" });
    expect(settings.secretValues).toContain(value);
  });

  it("shows a fingerprint of a token that stands in the file", () => {
    expect(JSON.stringify(withFingerprints({ repair: REPAIR }))).not.toContain(TOKEN);
    expect(withFingerprints({ repair: { ...REPAIR, token: "env:T" } })).toMatchObject({
      repair: { token: "env:T", repository: "octo/site" },
    });
    expect(writtenSecrets({ repair: REPAIR })).toEqual([{ field: "repair.token", value: TOKEN }]);
  });

  it.each([
    [{ kind: "gitlab", token: TOKEN }, {}, {}, 'error repair.kind must be one of: github "gitlab"'],
    [{ kind: "github", repository: "octo/site" }, {}, {}, "error repair.token is missing"],
    [
      { kind: "github", token: TOKEN },
      {},
      {},
      "error repair names neither repository nor organization",
    ],
    [
      { ...REPAIR, organization: "octo" },
      {},
      {},
      "error repair names a repository and an organization; a webhook is of one of them",
    ],
    [
      { ...REPAIR, repository: "octo/../x" },
      {},
      {},
      /error repair\.repository must be owner\/name/,
    ],
    [{ ...REPAIR, repository: "octo/.." }, {}, {}, /error repair\.repository must be owner\/name/],
    [
      { ...REPAIR, organization: "../x", repository: undefined },
      {},
      {},
      /error repair\.organization/,
    ],
    [
      { ...REPAIR, token: "env:GONE" },
      {},
      {},
      "error repair.token the environment variable GONE is not set (secret)",
    ],
    [
      { ...REPAIR, token: "a\nb" },
      {},
      {},
      "error repair.token is not fit for a header: one line of printable characters (secret)",
    ],
    [
      { ...REPAIR, api_url: "https://user:pw@git.example.org" },
      {},
      {},
      /error repair\.api_url must hold no user/,
    ],
    [
      { ...REPAIR, api_url: "http://10.0.0.1/api/v3" },
      {},
      {},
      /error repair\.api_url 10\.0\.0\.1 is private: nothing is sent there/,
    ],
    [
      REPAIR,
      { source: "stripe" },
      {},
      "error repair.kind asks GitHub, and the source of this hook is stripe",
    ],
    [
      REPAIR,
      {},
      { webhooks: {} },
      "warning repair.hook_id is missing, and no public URL is known by which the webhook could be found",
    ],
    [{ ...REPAIR, tokn: 1 }, {}, {}, /error repair\.tokn unknown field/],
  ])("is wrong in words that say how: %j %j", async (repair, more, config, words) => {
    const [first] = await found(repair, more, config);
    expect(first).toEqual(
      typeof words === "string" ? words : (expect.stringMatching(words) as string),
    );
  });
});
