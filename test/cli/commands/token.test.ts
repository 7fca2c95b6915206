import { describe, expect, it } from "vitest";
import { READ_SCOPES } from "../../../src/core/wire/admin-scopes.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli } from "../harness.ts";

const MADE = { id: "tok_1", name: "ci", token: "whk_secret", expires_at: 1_800_000_000_000 };

async function withDaemon() {
  const cli = await createCli();
  const admin = await startFakeAdmin(cli.paths, {
    "POST /tokens": { status: 201, json: MADE },
    "GET /tokens": {
      json: {
        tokens: [
          { ...MADE, scopes: ["hooks:read"], expired: true, last_used_at: null, token: undefined },
        ],
      },
    },
    "POST /tokens/ci/revoke": { json: { revoked: true, id: "tok_1", name: "ci" } },
    "POST /dashboard/link": { json: { url: "http://127.0.0.1:1/login?code=x", expires_at: 1 } },
  });
  return { cli, admin };
}

describe("wakehook token", () => {
  it("makes a token and prints it alone on standard output", async () => {
    const { cli, admin } = await withDaemon();
    const words = ["--name", "ci", "--scope", "hooks:read,deliveries:read", "--expires", "30d"];

    const made = await cli.run(["token", "create", ...words]);

    expect(made.stdout).toBe("whk_secret\n");
    expect(admin.asked[0]).toMatchObject({
      line: "POST /tokens",
      body: { name: "ci", scopes: ["hooks:read", "deliveries:read"], expires_in: 2_592_000 },
    });
  });

  it("takes read for everything that only looks, and never for no end", async () => {
    const { cli, admin } = await withDaemon();

    await cli.run(["token", "create", "--name", "w", "--scope", "read", "--expires", "never"]);

    expect(admin.asked[0]?.body).toEqual({ name: "w", scopes: READ_SCOPES });
    expect(READ_SCOPES).toContain("deliveries:read");
    expect(READ_SCOPES.filter((scope) => !scope.endsWith(":read"))).toEqual([]);
  });

  it.each([
    [["--name", "ci", "--scope", "hooks:read"], "--expires is missing"],
    [["--name", "ci", "--expires", "1d"], "--scope is missing"],
    [["--scope", "hooks:read", "--expires", "1d"], "--name is missing"],
    [["--name", "ci", "--scope", "hook:read", "--expires", "1d"], "did you mean hooks:read?"],
    [["--name", "ci", "--scope", "hooks:read", "--expires", "soon"], "write 12h, 30d or never"],
  ])("asks nobody where the words are off: %j", async (words, said) => {
    const { cli, admin } = await withDaemon();

    const made = await cli.run(["token", "create", ...words]);

    expect(made.code).toBe(2);
    expect(made.stderr).toContain(said);
    expect(admin.asked).toEqual([]);
  });

  it("lists and revokes", async () => {
    const { cli } = await withDaemon();

    expect((await cli.run(["token", "list"])).stdout).toMatch(
      /^tok_1 +ci +expired .* never used +hooks:read\n$/,
    );
    expect((await cli.run(["token", "revoke", "ci"])).stdout).toBe("ci is revoked\n");
    expect((await cli.run(["token", "revoke", "other"])).code).toBe(5);
  });
});

describe("wakehook open", () => {
  it("prints the link", async () => {
    const { cli } = await withDaemon();

    const opened = await cli.run(["open", "--print"]);

    expect(opened.stdout).toBe("http://127.0.0.1:1/login?code=x\n");
  });

  it("says so where no browser can be opened", async () => {
    const { cli } = await withDaemon();
    const environment = { BROWSER: "/no/such/browser" };

    const opened = await cli.run(["open"], { environment });

    expect(opened.code).toBe(0);
    expect(opened.stderr).toContain("open the link above yourself");
  });
});
