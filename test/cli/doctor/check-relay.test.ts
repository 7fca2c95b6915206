import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkRelay } from "../../../src/cli/doctor/check-relay.ts";
import { homePaths } from "../../../src/system/home.ts";
import { keepOne, openTemp } from "../../relay/store/temp-store.ts";
import { startWorld, temporaryHome } from "../../relay/world.ts";

describe("doctor's look at the relay", () => {
  it("says nothing where there is none", async () => {
    const paths = homePaths(await temporaryHome());

    expect(await checkRelay({ paths, environment: {} })).toEqual([]);
  });

  it("says that it runs, who is there, and what waits", async () => {
    const world = await startWorld({ config: { trusted_proxies: ["::1"], answer_wait_ms: 0 } });
    await world.addKey("home");
    await world.connect();
    await world.post("/home/hooks/ci");

    const [first, ...more] = await checkRelay({ paths: homePaths(world.home), environment: {} });

    expect(first?.level).toBe("ok");
    expect(first?.message).toContain("1 of 1 daemon connected, 1 wait");
    expect(more).toEqual([]);
  });

  it("says what is wrong in its settings, that it does not run, and what was given up", async () => {
    const temp = openTemp();
    await temp.store.write((connection) =>
      connection.run(
        "INSERT INTO daemons (name, hooks, version, registered_at) VALUES ('home', '[]', '1', 1)",
      ),
    );
    const number = await keepOne(temp.parcels);
    await temp.store.write((connection) =>
      connection.run("UPDATE parcels SET state = 'expired' WHERE number = ?", [number]),
    );
    await temp.close();
    await mkdir(temp.paths.folder, { recursive: true });
    await writeFile(temp.paths.configFile, '{"prot": 1}', { mode: 0o600 });
    onTestFinished(() => temp.close());

    const root = temp.paths.folder.replace(/\/relay$/, "");
    const findings = await checkRelay({ paths: homePaths(root), environment: {} });

    expect(findings.map(({ level, message }) => `${level} ${message.slice(0, 40)}`)).toEqual([
      "error relay.json, prot: unknown field; did you",
      "note does not run",
      "warning 1 request waited longer than max_age and",
    ]);
  });
});
