import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSenderAddress } from "../../src/http/sender-address.ts";
import { plainAddress } from "../../src/http/plain-address.ts";

const PROXY = "127.0.0.1";
const proxies = {
  trustedProxies: [PROXY, "10.0.0.0/8", "2001:db8:1::/48"],
  clientIpHeader: "X-Forwarded-For",
};

function read(
  headers: Readonly<Record<string, string | readonly string[]>>,
  {
    peer = PROXY,
    header = "X-Forwarded-For",
    trusted = proxies.trustedProxies,
  }: { peer?: string; header?: string; trusted?: readonly string[] } = {},
): string {
  const given = { trustedProxies: trusted, clientIpHeader: header };
  return readSenderAddress(given, peer, (name) => [headers[name] ?? []].flat());
}

describe("a list that proxies add to", () => {
  it.each([
    ["one entry", "192.0.2.7", "192.0.2.7"],
    ["the last that is not trusted", "6.6.6.6, 192.0.2.7, 10.1.1.1", "192.0.2.7"],
    ["several lines in their order", ["6.6.6.6", "192.0.2.7", "10.1.1.1"], "192.0.2.7"],
    ["with a port", "192.0.2.7:4711", "192.0.2.7"],
    ["IPv6 in brackets, with a port", "[2001:db8::7]:4711", "2001:db8::7"],
    ["IPv6", "2001:db8::7", "2001:db8::7"],
    ["IPv4 in IPv6's clothes", "::ffff:192.0.2.7", "192.0.2.7"],
    ["a trusted IPv6 network is passed over", "192.0.2.7, 2001:db8:1::9", "192.0.2.7"],
    ["all of them trusted: the first", "10.0.0.9, 10.0.0.1", "10.0.0.9"],
    ["nothing", [], PROXY],
    ["an empty one", "", PROXY],
    ["no address", "unknown", PROXY],
    ["no address behind the last trusted one", "192.0.2.7, _hidden, 10.0.0.1", PROXY],
    ["an empty last entry", "192.0.2.7, ", PROXY],
    ["a name", "example.org", PROXY],
    ["brackets around IPv4", "[192.0.2.7]", PROXY],
    ["two addresses in one entry", "192.0.2.7 192.0.2.8", PROXY],
  ])("is read from the right: %s", (_, value, address) => {
    expect(read({ "x-forwarded-for": value })).toBe(address);
  });

  it.each([
    ["for=192.0.2.7", "192.0.2.7"],
    ['For="[2001:db8::7]:4711";proto=https', "2001:db8::7"],
    ["for=6.6.6.6, proto=https;for=192.0.2.7;by=10.0.0.1, for=10.0.0.1", "192.0.2.7"],
    ["for=unknown", PROXY],
    ["for=6.6.6.6;for=192.0.2.7", PROXY],
    ["proto=https", PROXY],
  ])("may be Forwarded: %s", (value, address) => {
    expect(read({ forwarded: value }, { header: "Forwarded" })).toBe(address);
  });
});

describe("a header with one address", () => {
  it.each(["CF-Connecting-IP", "X-Real-IP"])("is read as it is: %s", (header) => {
    expect(read({ [header.toLowerCase()]: "192.0.2.7" }, { header })).toBe("192.0.2.7");
  });

  it.each([
    ["twice", ["192.0.2.7", "192.0.2.8"]],
    ["a list", "192.0.2.7, 192.0.2.8"],
    ["nothing", []],
    ["no address", "me"],
  ])("says nothing where it is not one address: %s", (_, value) => {
    expect(read({ "x-real-ip": value }, { header: "X-Real-IP" })).toBe(PROXY);
  });
});

it("believes no header where nobody is trusted, and does not trust loopback by itself", () => {
  const forged = { "x-forwarded-for": "192.0.2.7" };
  expect(read(forged, { trusted: [] })).toBe(PROXY);
  expect(read(forged, { trusted: ["192.0.2.1"] })).toBe(PROXY);
  expect(read(forged, { trusted: ["192.0.2.1"], peer: "::1" })).toBe("::1");
});

it("knows a trusted peer in IPv6's clothes", () => {
  const forwarded = { "x-forwarded-for": "192.0.2.7" };
  expect(read(forwarded, { peer: "::ffff:127.0.0.1" })).toBe("192.0.2.7");
  expect(read(forwarded, { peer: "unknown" })).toBe("unknown");
});

const address = fc.oneof(fc.ipV4(), fc.ipV6());
const junk = fc.oneof(fc.string(), address, fc.constantFrom("unknown", "10.0.0.1", "127.0.0.1"));
const isTrusted = (one: string): boolean => /^(?:10\.|127\.0\.0\.1$)/.test(plainAddress(one) ?? "");

it("hears no untrusted peer, whatever it sends", () => {
  const header = fc.constantFrom("x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip");
  fc.assert(
    fc.property(address, header, fc.array(junk), (peer, name, values) => {
      fc.pre(!isTrusted(peer) && !peer.startsWith("2001:db8:1:"));
      expect(read({ [name]: values }, { peer, header: name })).toBe(peer);
    }),
  );
});

it("gives what a trusted proxy saw, whatever its sender wrote before it", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.array(junk), fc.nat(3), (seen, forged, hops) => {
      fc.pre(!isTrusted(seen));
      const trusted = Array.from({ length: hops }, (_, at) => `10.0.0.${at + 1}`);
      const value = [...forged, seen, ...trusted].join(", ");
      expect(read({ "x-forwarded-for": value })).toBe(seen);
    }),
  );
});

it("gives an address or the peer's own name for any header", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string()),
      fc.constantFrom("forwarded", "x-forwarded-for"),
      (values, name) => {
        const found = read({ [name]: values }, { header: name });
        expect(found === PROXY || plainAddress(found) === found).toBe(true);
      },
    ),
  );
});
