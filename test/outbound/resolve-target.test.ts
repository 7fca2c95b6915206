import { describe, expect, it } from "vitest";
import {
  literalProblem,
  resolveTarget,
  systemLookup,
  type Lookup,
} from "../../src/outbound/resolve-target.ts";

const NAMES: Record<string, readonly string[]> = {
  "public.example": ["93.184.215.14", "2606:2800:21f:cb07::1"],
  "mixed.example": ["93.184.215.14", "10.0.0.7"],
  "metadata.example": ["169.254.169.254"],
  "mapped.example": ["::ffff:127.0.0.1"],
  "empty.example": [],
};
const lookup: Lookup = (name) => {
  const found = NAMES[name];
  if (found === undefined)
    return Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
  return Promise.resolve(
    found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
  );
};

const resolve = (url: string, allowed: readonly string[] = []) =>
  resolveTarget(lookup, new URL(url), allowed);

describe("resolveTarget", () => {
  it("gives every address of a public name", async () => {
    expect(await resolve("https://public.example/x")).toEqual({
      ok: true,
      addresses: [
        { address: "93.184.215.14", family: 4 },
        { address: "2606:2800:21f:cb07::1", family: 6 },
      ],
    });
  });

  it.each([
    ["https://mixed.example/", "mixed.example leads to 10.0.0.7, which is private"],
    ["https://metadata.example/", /169\.254\.169\.254, which is link-local or cloud metadata/],
    ["https://mapped.example/", /an IPv4 address in IPv6/],
    ["http://127.0.0.1:8080/", "127.0.0.1 is loopback"],
    ["http://2130706433/", "127.0.0.1 is loopback"],
    ["http://0x7f.1/", "127.0.0.1 is loopback"],
    ["http://0177.0.0.1/", "127.0.0.1 is loopback"],
    ["http://127.1/", "127.0.0.1 is loopback"],
    ["http://①②⑦.0.0.1/", "127.0.0.1 is loopback"],
    ["http://0/", "0.0.0.0 is unspecified"],
    ["http://[::1]/", "::1 is loopback"],
    ["http://[::ffff:169.254.169.254]/", /an IPv4 address in IPv6/],
    ["http://[fd00:ec2::254]/", /cloud metadata/],
    ["http://[64:ff9b::a9fe:a9fe]/", /translated/],
    ["http://[2002:a9fe:a9fe::]/", /6to4/],
  ])("refuses %s", async (url, reason) => {
    const matcher = typeof reason === "string" ? reason : expect.stringMatching(reason);
    expect(await resolve(url)).toEqual({ ok: false, kind: "refused", reason: matcher });
  });

  it.each([
    ["https://mixed.example/", ["10.0.0.0/8"]],
    ["https://metadata.example/", ["metadata.example"]],
    ["https://metadata.example./", ["metadata.example"]],
    ["http://127.0.0.1/", ["127.0.0.1"]],
    ["http://[::1]/", ["::1"]],
  ])("lets %s pass where %j is allowed", async (url, allowed) => {
    const known: Lookup = (name) => lookup(name.replace(/\.$/, ""));

    expect(await resolveTarget(known, new URL(url), allowed)).toMatchObject({ ok: true });
  });

  it("says that a name leads nowhere", async () => {
    expect(await resolve("https://gone.example/")).toEqual({
      ok: false,
      kind: "unreachable",
      reason: "gone.example cannot be resolved: ENOTFOUND",
    });
    expect(await resolve("https://empty.example/")).toMatchObject({ kind: "unreachable" });
  });

  it("resolves with the machine's own way", async () => {
    expect(await resolveTarget(systemLookup, new URL("http://localhost/"), [])).toMatchObject({
      kind: "refused",
    });
  });
});

describe("literalProblem", () => {
  it.each([
    ["http://localhost/", [], "localhost is loopback"],
    ["http://a.localhost./", [], "a.localhost is loopback"],
    ["http://10.0.0.1/", [], "10.0.0.1 is private"],
    ["http://[::1]/", [], "::1 is loopback"],
    ["http://localhost/", ["localhost"], null],
    ["http://localhost/", ["127.0.0.0/8"], null],
    ["http://10.0.0.1/", ["10.0.0.0/8"], null],
    ["https://mixed.example/", [], null],
  ])("%s with %j: %s", (url, allowed, problem) => {
    expect(literalProblem(new URL(url), allowed)).toBe(problem);
  });
});
