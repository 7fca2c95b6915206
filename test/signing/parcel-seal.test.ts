import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boxKeyOf,
  createOpener,
  createSealer,
  isPublicKey,
  isSameProof,
  tunnelProof,
} from "../../src/signing/parcel-seal.ts";

const HOME = boxKeyOf(Buffer.alloc(32, 1));
const RELAY = boxKeyOf(Buffer.alloc(32, 2));
const OTHER = boxKeyOf(Buffer.alloc(32, 3));
const OF = { daemon: "home", hook: "ci" };
const NONCE = Buffer.alloc(12, 9);
const seal = createSealer(RELAY, HOME.publicKey);
const open = createOpener(HOME);

/** Points with which anybody agrees on nothing (https://cr.yp.to/ecdh.html#validate): 0, 1, both of order 8, p-1, p, p+1. */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((hex) => Buffer.from(hex, "hex").toString("base64url"));

describe("a key", () => {
  it("has the public half that RFC 7748 gives it", () => {
    // RFC 7748, 6.1: Bob.
    const seed = Buffer.from(
      "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
      "hex",
    );

    expect(Buffer.from(boxKeyOf(seed).publicKey, "base64url").toString("hex")).toBe(
      "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
    );
  });

  it.each([0, 31, 33])("of %d bytes is refused", (length) => {
    expect(() => boxKeyOf(Buffer.alloc(length))).toThrow(RangeError);
  });

  it.each([...SMALL_ORDER, "", "abc", "!".repeat(43), "A".repeat(44)])(
    "%s is no public key to seal for",
    (text) => {
      expect(isPublicKey(text)).toBe(false);
      expect(() => createSealer(RELAY, text)).toThrow(RangeError);
      expect(tunnelProof(RELAY, text, { nonce: "n", token: "t" })).toBeNull();
    },
  );

  it("of another home is one", () => {
    expect(isPublicKey(OTHER.publicKey)).toBe(true);
  });
});

describe("what is sealed", () => {
  it("opens for its own daemon and hook, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        (bytes, nonce) => {
          const opened = open(seal(bytes, OF, nonce), OF);

          expect(Buffer.from(opened ?? [])).toEqual(Buffer.from(bytes));
        },
      ),
    );
  });

  it("does not show what it holds", () => {
    const sealed = seal(Buffer.from("Bearer of a secret"), OF, NONCE);

    expect(Buffer.from(sealed).includes("secret")).toBe(false);
  });

  it.each([
    ["another hook", HOME, { daemon: "home", hook: "cd" }],
    ["another daemon's name", HOME, { daemon: "work", hook: "ci" }],
    ["names that run together alike", HOME, { daemon: "home\nci", hook: "" }],
    ["another home", OTHER, OF],
    ["the relay itself", RELAY, OF],
  ])("does not open for %s", (_, key, of) => {
    const sealed = seal(Buffer.from("x"), OF, NONCE);

    expect(createOpener(key)(sealed, of)).toBeNull();
  });

  it("does not open with any bit of it changed", () => {
    const sealed = Buffer.from(seal(Buffer.from("payload"), OF, NONCE));

    for (let at = 0; at < sealed.byteLength; at++) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(at) ^ (1 << (at % 8)), at);
      expect(open(altered, OF), `byte ${at}`).toBeNull();
    }
  });

  it("does not open where it was cut off", () => {
    const sealed = seal(Buffer.from("payload"), OF, NONCE);

    for (let end = 0; end < sealed.byteLength; end++)
      expect(open(sealed.subarray(0, end), OF)).toBeNull();
  });

  it("with a key of small order in it is not opened", () => {
    const sealed = Buffer.from(seal(Buffer.from("x"), OF, NONCE));
    for (const point of SMALL_ORDER) {
      Buffer.from(point, "base64url").copy(sealed, 1);

      expect(open(sealed, OF)).toBeNull();
    }
  });

  it("by many relays in turn is opened all the same", () => {
    for (let n = 0; n < 40; n++) {
      const sealer = createSealer(boxKeyOf(Buffer.alloc(32, n + 10)), HOME.publicKey);

      expect(open(sealer(Buffer.from([n]), OF, NONCE), OF)).toEqual(Buffer.from([n]));
    }
  });
});

describe("a proof", () => {
  const said = { nonce: "nonce", token: "whr_home_x" };

  it("is the same at both ends", () => {
    const own = tunnelProof(HOME, RELAY.publicKey, said);
    const theirs = tunnelProof(RELAY, HOME.publicKey, said);

    expect(isSameProof(own ?? "", theirs ?? "other")).toBe(true);
  });

  it.each([
    ["another nonce", HOME, { ...said, nonce: "later" }],
    ["another key's text", HOME, { ...said, token: "whr_home_y" }],
    ["another home", OTHER, said],
  ])("of %s is another", (_, key, what) => {
    const expected = tunnelProof(RELAY, HOME.publicKey, said) ?? "";

    expect(isSameProof(expected, tunnelProof(key, RELAY.publicKey, what) ?? "")).toBe(false);
  });
});
