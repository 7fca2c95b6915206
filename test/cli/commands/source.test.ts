import { describe, expect, it } from "vitest";
import { VerifierDescription } from "../../../src/core/settings/verifier.ts";
import { SOURCES } from "../../../src/sources/table.ts";
import { createCli } from "../harness.ts";

interface Listed {
  readonly name: string;
  readonly proved: boolean;
  readonly needs: readonly string[];
}

describe("source list", () => {
  it("says which presets are proved by signed requests, and what each needs", async () => {
    const cli = await createCli();

    const listed = (await cli.run(["source", "list", "--json"])).json() as Listed[];
    const lines = (await cli.run(["source", "list"])).stdout.split("\n");

    expect(listed.map(({ name }) => name)).toEqual(Object.keys(SOURCES));
    expect(listed.filter(({ proved }) => proved).length).toBeGreaterThanOrEqual(60);
    expect(listed.find(({ name }) => name === "sentry")).toMatchObject({ proved: false });
    expect(listed.find(({ name }) => name === "meta")).toMatchObject({
      proved: true,
      needs: ["the sender's secret", "verify_token"],
    });
    expect(lines.find((line) => line.startsWith("sentry "))).toContain("unproved");
    expect(lines.find((line) => line.startsWith("github "))).not.toContain("unproved");
    expect(lines.find((line) => line.startsWith("asana "))).toContain("pairing");
  });
});

describe("source show", () => {
  it("prints a verifier as `verify` takes it", async () => {
    const cli = await createCli();

    const shown = await cli.run(["source", "show", "stripe", "--verify"]);

    expect(shown.code).toBe(0);
    expect(VerifierDescription.parse(shown.json())).toEqual(SOURCES["stripe"]?.verifier);
    expect((await cli.run(["source", "show", "stripe", "--json"])).json()).toMatchObject({
      verifier: shown.json(),
    });
  });

  it("names events, delivery id, answers and status", async () => {
    const cli = await createCli();

    const shown = (await cli.run(["source", "show", "meta"])).stdout;

    expect(shown).toContain("GET hub.challenge");
    expect(shown).toContain("header x-hub-signature-256");
    expect((await cli.run(["source", "show", "twilio"])).stdout).toContain("its own scheme");
    expect((await cli.run(["source", "show", "netlify"])).stdout).toContain("jwt HS256");
  });

  it("knows a preset by its other name, and names the nearest of a slip", async () => {
    const cli = await createCli();

    expect((await cli.run(["source", "show", "lemonsqueezy"])).stdout).toContain("lemon-squeezy");
    expect((await cli.run(["source", "show", "strpe"])).stderr).toContain("did you mean stripe?");
  });
});

describe("hook add of a sender that asks", () => {
  it("makes Meta's verify token, and prints it where it is pasted", async () => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "meta", "--secret", "app-secret", "--yes"]);

    expect(added.code).toBe(0);
    const [entry] = await cli.entries();
    expect(String(entry?.["verify_token"])).toMatch(/^[\w-]{20,}$/);
    expect(added.stdout).toContain(`Verify token:  ${String(entry?.["verify_token"])}`);
  });

  it("names the pairing command of the hook", async () => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "asana", "--id", "tasks", "--yes"]);

    expect(added.stdout).toContain("wakehook hook pair tasks");
  });
});
