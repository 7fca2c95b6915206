import { describe, expect, it } from "vitest";
import { allowedHosts, checkAddress } from "../../../src/admin/guard/guard.ts";

const LOOPBACK = { host: "127.0.0.1", port: 8743 };

function check(headers: Record<string, string>, url = "http://127.0.0.1:8743/", raw?: string[]) {
  const info = { remoteAddress: "127.0.0.1", ...(raw === undefined ? {} : { rawHeaders: raw }) };
  return checkAddress(new Request(url, { headers }), info, LOOPBACK)?.code ?? "passes";
}

describe("checkAddress", () => {
  it.each(["127.0.0.1:8743", "localhost:8743", "LOCALHOST:8743", "[::1]:8743"])(
    "passes the host %s",
    (host) => {
      expect(check({ host }, `http://${host}/`)).toBe("passes");
    },
  );

  it.each([
    "evil.example",
    "evil.example:8743",
    "127.0.0.1",
    "127.0.0.1:8742",
    "localhost.:8743",
    "localhost.evil.example:8743",
    "127.0.0.1:8743@evil.example",
    "127.0.0.1:8743, evil.example",
    "0.0.0.0:8743",
    "",
  ])("refuses the host %j", (host) => {
    expect(check({ host })).toBe("host_not_allowed");
  });

  it("refuses an absolute-form target of another host, whatever Host says", () => {
    expect(check({ host: "127.0.0.1:8743" }, "http://evil.example/api")).toBe("host_not_allowed");
  });

  it("refuses a second Host header that hides behind a good one", () => {
    const raw = ["Host", "127.0.0.1:8743", "hOST", "evil.example"];

    expect(check({ host: "127.0.0.1:8743" }, undefined, raw)).toBe("host_not_allowed");
  });

  it("passes its own origin", () => {
    expect(check({ origin: "http://localhost:8743" })).toBe("passes");
  });

  it.each([
    "null",
    "https://127.0.0.1:8743",
    "http://127.0.0.1:8742",
    "http://evil.example",
    "http://127.0.0.1:8743.evil.example",
    "",
  ])("refuses the origin %j", (origin) => {
    expect(check({ origin })).toBe("origin_not_allowed");
  });

  it.each([
    ["none", "passes"],
    ["same-origin", "passes"],
    ["same-site", "origin_not_allowed"],
    ["cross-site", "origin_not_allowed"],
  ])("answers Sec-Fetch-Site: %s with %s", (site, expected) => {
    expect(check({ "sec-fetch-site": site })).toBe(expected);
  });
});

describe("allowedHosts", () => {
  it("adds the configured name, and leaves out the default port", () => {
    expect([...allowedHosts({ host: "Box.Lan", port: 80 })]).toEqual([
      "127.0.0.1",
      "localhost",
      "[::1]",
      "box.lan",
    ]);
  });

  it.each(["0.0.0.0", "::"])("allows no name for %s", (host) => {
    expect(allowedHosts({ host, port: 8743 }).size).toBe(3);
  });
});
