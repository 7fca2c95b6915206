import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createAllowList,
  isAllowEntry,
  refusedRange,
} from "../../../src/core/outbound/address-range.ts";

describe("refusedRange", () => {
  it.each([
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["10.0.0.1", "private"],
    ["10.255.255.255", "private"],
    ["100.64.0.1", "carrier"],
    ["100.127.255.255", "carrier"],
    ["127.0.0.1", "loopback"],
    ["127.255.0.3", "loopback"],
    ["169.254.169.254", "metadata"],
    ["169.254.0.1", "link-local"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.0.0.1", "reserved"],
    ["192.0.2.1", "documents"],
    ["192.88.99.1", "6to4"],
    ["192.168.0.1", "private"],
    ["198.18.0.1", "tests"],
    ["198.51.100.7", "documents"],
    ["203.0.113.7", "documents"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.255", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "reserved"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::7f00:1", "IPv4"],
    ["::ffff:127.0.0.1", "IPv4"],
    ["::ffff:8.8.8.8", "IPv4"],
    ["::ffff:a00:1", "IPv4"],
    ["0:0:0:0:0:ffff:c0a8:1", "IPv4"],
    ["64:ff9b::7f00:1", "translated"],
    ["64:ff9b::8.8.8.8", "translated"],
    ["64:ff9b:1::1", "translated"],
    ["100::1", "reserved"],
    ["2001::1", "Teredo"],
    ["2001:db8::1", "documents"],
    ["2002:7f00:1::", "6to4"],
    ["2002:a9fe:a9fe::1", "6to4"],
    ["3fff::1", "documents"],
    ["5f00::1", "reserved"],
    ["fc00::1", "private"],
    ["fd00:ec2::254", "metadata"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local"],
    ["fec0::1", "reserved"],
    ["ff02::1", "multicast"],
    ["not an address", "no address"],
    ["", "no address"],
    ["2130706433", "no address"],
  ])("refuses %s as %s", (address, range) => {
    expect(refusedRange(address)).toContain(range);
  });

  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450::1",
  ])("lets the public address %s pass", (address) => {
    expect(refusedRange(address)).toBeNull();
  });

  it("refuses no IPv4 address in IPv6 clothes less than the address itself", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(refusedRange(`::ffff:${address}`)).not.toBeNull();
        expect(refusedRange(`64:ff9b::${address}`)).not.toBeNull();
      }),
    );
  });
});

describe("createAllowList", () => {
  const allow = createAllowList([
    "127.0.0.1",
    "10.1.0.0/16",
    "fd00::/8",
    "[::1]",
    "NAS.local.",
    "nonsense/99",
    "10.0.0.0/33",
  ]);

  it.each([
    ["127.0.0.1", true],
    ["127.0.0.2", false],
    ["10.1.255.1", true],
    ["10.2.0.1", false],
    ["fd12::1", true],
    ["::1", true],
    ["::2", false],
    ["::ffff:127.0.0.1", false],
    ["::ffff:10.1.0.1", false],
    ["nas.local", false],
  ])("knows addresses: %s", (address, allowed) => {
    expect(allow.allowsAddress(address)).toBe(allowed);
  });

  it.each([
    ["nas.local", true],
    ["nas.local.", true],
    ["NAS.LOCAL", true],
    ["evil-nas.local", false],
    ["nas.local.evil.example", false],
    ["local", false],
  ])("knows names: %s", (host, allowed) => {
    expect(allow.allowsHost(host)).toBe(allowed);
  });

  it("allows nothing where it is empty", () => {
    expect(createAllowList([]).allowsAddress("127.0.0.1")).toBe(false);
  });
});

describe("isAllowEntry", () => {
  it.each(["nas", "nas.local", "10.0.0.0/8", "127.0.0.1", "::1", "[::1]", "fd00::/8"])(
    "takes %s",
    (entry) => {
      expect(isAllowEntry(entry)).toBe(true);
    },
  );

  it.each(["", "10.0.0.0/33", "10.0.0", "https://nas", "nas:80", "*.local", "a b", "1.2.3.4/x"])(
    "refuses %j",
    (entry) => {
      expect(isAllowEntry(entry)).toBe(false);
    },
  );
});
