import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

async function load(forward: object, environment = {}) {
  const paths = await tempHome();
  const file = path.join(paths.root, "token.txt");
  await writeFile(file, "t0ken-in-a-file\n", { mode: 0o600 });
  const text = JSON.stringify(forward).replace("FILE", file);
  const hook = goodHook("a", { mode: "forward", token: "t0ken", forward: JSON.parse(text) });
  await put(paths.configFile, { features: { forward: true } });
  await put(paths.hooksFile, { hooks: [hook] });
  const settings = await readSettings(paths, environment);
  return { settings, loaded: [...settings.hooks.values()][0] };
}

it("resolves what stands elsewhere, shows none of it, and masks all of it", async () => {
  const { settings, loaded } = await load(
    {
      url: "env:HOOK_URL",
      secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
      headers: { Authorization: "Bearer file:FILE", "X-Api-Key": "plain-secret", "X-A": "{{a}}" },
    },
    { HOOK_URL: "https://hooks.example/T0/secret-path" },
  );

  expect(loaded?.problems).toEqual([]);
  expect(loaded?.secrets.forward).toEqual({
    url: "https://hooks.example/T0/secret-path",
    secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
    headers: { Authorization: "Bearer t0ken-in-a-file", "X-Api-Key": "plain-secret" },
  });
  expect(loaded?.hook?.forward).toEqual({
    url: "env:HOOK_URL",
    secret: "(secret)",
    headers: { Authorization: "(secret)", "X-Api-Key": "(secret)", "X-A": "{{a}}" },
  });
  expect(settings.secretValues).toEqual(
    expect.arrayContaining([
      "https://hooks.example/T0/secret-path",
      "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
      "t0ken-in-a-file",
      "plain-secret",
    ]),
  );
});

it.each([
  [{ url: "env:GONE" }, "forward.url", "the environment variable GONE is not set"],
  [
    { url: "https://e.example/", secret: "file:/no/such/file" },
    "forward.secret",
    expect.stringContaining("cannot be read"),
  ],
  [
    { url: "https://e.example/", headers: { Authorization: "Bearer a\nb" } },
    "forward.headers.Authorization",
    expect.stringContaining("is not fit for a header"),
  ],
])("says what cannot be had, and no secret: %j", async (forward, field, message) => {
  const { loaded } = await load(forward);

  expect(loaded?.state).toBe("invalid");
  expect(loaded?.problems[0]).toMatchObject({ level: "error", field, message, value: "(secret)" });
});

it("checks a URL that stands elsewhere, and does not show it", async () => {
  const { loaded } = await load({ url: "env:HOOK_URL" }, { HOOK_URL: "http://10.0.0.1/s3cret" });

  expect(loaded?.problems).toMatchObject([
    { level: "error", field: "forward.url", value: "(secret)" },
  ]);
  expect(JSON.stringify(loaded?.problems)).not.toContain("s3cret");
});
