import { describe, expect, it } from "vitest";
import { readQuery } from "../../../src/admin/routes/query.ts";
import { ADMIN_ROUTES } from "../../../src/admin/routes/routes.ts";
import { deliveryId, runId } from "../harness.ts";

const read = (query: string) =>
  readQuery(new URL(`http://x/?${query}`), ADMIN_ROUTES.listDeliveries.query);

describe("readQuery", () => {
  it("reads every filter", () => {
    const before = deliveryId(7);
    const query = `hook_id=site&state=done&status=error:*&event=push&entity=a%2Fb%231&before=${before}&limit=1000`;

    expect(read(query)).toEqual({
      ok: true,
      values: {
        hook_id: "site",
        state: "done",
        status: "error:*",
        event: "push",
        entity: "a/b#1",
        before,
        limit: 1000,
      },
    });
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=5.5", "limit"],
    ["limit=-1", "limit"],
    ["limit=", "limit"],
    ["limit=1e2", "limit"],
    ["state=waiting", "state"],
    ["status=error", "status"],
    ["status=nope:*", "status"],
    ["status=error:cli_not_found_vim", "status"],
    ["hook_id=Site", "hook_id"],
    ["hook_id=../x", "hook_id"],
    ["event=", "event"],
    [`before=${runId(1)}`, "before"],
    ["before=dlv_0", "before"],
    ["limit=1&limit=2", "limit"],
    ["hookid=site", "hookid"],
    ["__proto__=1", "__proto__"],
    ["constructor=1", "constructor"],
  ])("refuses %s and names the parameter", (query, name) => {
    const result = read(query);

    expect(result).toMatchObject({ ok: false, code: "usage" });
    expect(JSON.stringify(result)).toContain(name);
  });

  it("names the nearest parameter", () => {
    expect(read("hookid=site")).toMatchObject({ hint: expect.stringContaining("mean hook_id?") });
  });

  it.each(["success", "error:exit_2", "error:exit_*", "error:cli_not_found_cl*", "*", "held:*"])(
    "takes the status %s",
    (status) => {
      expect(read(`status=${status}`)).toMatchObject({ ok: true, values: { status } });
    },
  );

  it("reads a list of event types", () => {
    const spec = ADMIN_ROUTES.watch.query;
    const url = new URL("http://x/?types=run,refused");

    expect(readQuery(url, spec)).toEqual({
      ok: true,
      values: { types: new Set(["run", "refused"]) },
    });
    expect(readQuery(new URL("http://x/?types=run,"), spec)).toMatchObject({ code: "usage" });
  });
});
