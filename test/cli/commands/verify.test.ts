import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { vectors } from "../../signing/vector.ts";
import { createCli, goodHook, type Cli } from "../harness.ts";

const BODY = '{"action":"opened"}';

function githubSignature(secret: string, body = BODY): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

async function put(cli: Cli, name: string, content: string): Promise<string> {
  const file = path.join(cli.folder, name);
  await writeFile(file, content);
  return file;
}

function stripeHeader(secret: string, seconds: number): string {
  const signature = createHmac("sha256", secret).update(`${seconds}.${BODY}`).digest("hex");
  return `stripe-signature: t=${seconds},v1=${signature}`;
}

describe("verify", () => {
  it("accepts a signed request", async () => {
    const cli = await createCli();
    const headers = await put(cli, "h", `X-Hub-Signature-256: ${githubSignature("key")}\n`);
    const body = await put(cli, "b", BODY);

    const verified = await cli.run([
      "verify",
      "--source",
      "github",
      "--secret",
      "key",
      "--headers",
      headers,
      "--body",
      body,
    ]);

    expect(verified).toMatchObject({ code: 0, stdout: "accepted\n" });
  });

  it("names the step that refuses, and neither the secret nor the right signature", async () => {
    const cli = await createCli();
    const header = `x-hub-signature-256: ${githubSignature("other")}`;

    const verified = await cli.run(
      ["verify", "--source", "github", "--secret", "key", "--header", header, "--body", "-"],
      { stdin: BODY },
    );

    expect(verified.code).toBe(6);
    expect(verified.stdout).toContain("refused at the step: comparison");
    expect(verified.stdout + verified.stderr).not.toContain(githubSignature("key").slice(7));
  });

  it.each([
    ["1760000000", 0],
    ["1760000299", 0],
    ["1760000301", 6],
    ["2025-10-09T08:53:20Z", 0],
  ])("judges by the time --at %s with exit code %d", async (at, code) => {
    const cli = await createCli();
    const header = stripeHeader("whsec_x", 1_760_000_000);

    const verified = await cli.run(
      [
        "verify",
        "--source",
        "stripe",
        "--secret",
        "whsec_x",
        "--header",
        header,
        "--body",
        "-",
        "--at",
        at,
        "--json",
      ],
      { stdin: BODY },
    );

    expect(verified.code).toBe(code);
    expect(verified.json()).toMatchObject(
      code === 0 ? { valid: true } : { valid: false, step: "timestamp" },
    );
  });

  it("judges as a hook does: with its secret, its old one while it counts, or its token", async () => {
    const cli = await createCli();
    const until = new Date(Date.now() + 60_000).toISOString();
    await cli.putHooks(
      goodHook("gh", {
        source: "github",
        token: null,
        secret: "new",
        previous_secret: "old",
        previous_secret_until: until,
      }),
      goodHook("plain", { token: "t0ken" }),
    );
    const judge = (id: string, header: string) =>
      cli.run(["verify", "--hook", id, "--header", header, "--body", "-"], { stdin: BODY });

    expect((await judge("gh", `x-hub-signature-256: ${githubSignature("new")}`)).stdout).toBe(
      "accepted\n",
    );
    expect((await judge("gh", `x-hub-signature-256: ${githubSignature("old")}`)).stdout).toBe(
      "accepted, by the previous secret\n",
    );
    expect((await judge("plain", "authorization: Bearer t0ken")).code).toBe(0);
    expect((await judge("plain", "authorization: Bearer t0kem")).code).toBe(6);
  });

  it("takes no credential from a hook's registered URL", async () => {
    const cli = await createCli();
    await cli.putHooks(
      goodHook("hub", {
        source: "docker-hub",
        secret: "t0ken-in-url",
        public_url: "https://hooks.example.com/hooks/hub?token=t0ken-in-url",
      }),
    );
    const judge = (url: string) =>
      cli.run(["verify", "--hook", "hub", "--url", url, "--body", "-"], { stdin: BODY });

    expect((await judge("/hooks/hub")).code).toBe(6);
    expect((await judge("/hooks/hub?token=t0ken-in-url")).code).toBe(0);
  });

  it.each([
    [["--source", "github", "--secret", "x"], 2, "the body is missing"],
    [["--source", "github", "--body", "-"], 2, "what to judge by is missing"],
    [["--source", "githb", "--secret", "x", "--body", "-"], 5, "did you mean github?"],
    [["--hook", "nope", "--body", "-"], 5, "there is no hook"],
    [["--source", "github", "--secret", "x", "--body", "-", "--at", "noon"], 2, "is no time"],
    [["--source", "github", "--secret", "x", "--body", "/no/file"], 2, "cannot be read"],
    [["--source", "github", "--secret", "x", "--body", "-", "--header", "x"], 2, "headers"],
  ])("refuses %j with exit code %d", async (flags, code, words) => {
    const cli = await createCli();

    const verified = await cli.run(["verify", ...flags], { stdin: BODY });

    expect(verified.code).toBe(code);
    expect(verified.stderr).toContain(words);
  });
});

describe("verify --batch", () => {
  const good = {
    provider: "github",
    secret: "key",
    headers: { "X-Hub-Signature-256": githubSignature("key") },
    rawBodyBase64: Buffer.from(BODY).toString("base64"),
  };
  const stripe = {
    ...good,
    provider: "stripe",
    secret: "whsec_x",
    headers: { "stripe-signature": stripeHeader("whsec_x", 1_760_000_000).slice(18) },
    now: 1_760_000_000,
  };

  it("prints one line of JSON for each, and exits 0 when all could be judged", async () => {
    const cli = await createCli();
    const items = [good, { ...good, secret: null }, stripe, { ...stripe, now: 1_770_000_000 }];
    const file = await put(cli, "batch.json", JSON.stringify(items));

    const judged = await cli.run(["verify", "--batch", file]);

    expect(judged.code).toBe(0);
    const lines = judged.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { index: 0, valid: true, reason: "accepted" },
      { index: 1, valid: false, reason: expect.stringContaining("secret: ") as string },
      { index: 2, valid: true },
      { index: 3, valid: false, reason: expect.stringContaining("timestamp: ") as string },
    ]);
  });

  it("gives every signed request of the senders its verdict", async () => {
    const cli = await createCli();
    const file = await put(cli, "vectors.json", JSON.stringify(vectors));

    const judged = await cli.run(["verify", "--batch", file]);

    expect(judged.code).toBe(0);
    const lines = judged.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { index: number; valid: boolean; reason: string });
    expect(lines.map(({ index }) => index)).toEqual(vectors.map((_, index) => index));
    const wrong = lines.filter(({ index, valid }) => vectors[index]?.valid !== valid);
    expect(wrong).toEqual([]);
  });

  it("says which could not be judged, and judges the others", async () => {
    const cli = await createCli();
    const items = [{ ...good, provider: "nobody" }, null, { ...good, headers: 1 }, good];

    const judged = await cli.run(["verify", "--batch", "-"], { stdin: JSON.stringify(items) });

    expect(judged.code).toBe(2);
    expect(judged.stdout.split("not judged")).toHaveLength(4);
    expect(judged.stdout).toContain('{"index":3,"valid":true,"reason":"accepted"}');
  });

  it.each(["{", "{}"])("refuses the file %s", async (text) => {
    const cli = await createCli();

    expect(await cli.run(["verify", "--batch", "-"], { stdin: text })).toMatchObject({ code: 2 });
  });
});
