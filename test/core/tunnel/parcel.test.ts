import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack, ParcelHead, RequestHead, unpack } from "../../../src/core/tunnel/parcel.ts";

const HEAD: ParcelHead = { type: "parcel", hook: "ci", number: 7, waited_ms: 12 };

describe("a packed piece", () => {
  it("is taken apart as it was put together, whatever stands in it", () => {
    const head = fc.record({
      method: fc.string({ maxLength: 20 }),
      path: fc.string({ maxLength: 50, unit: "binary" }),
      headers: fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }))),
      remote_address: fc.string({ maxLength: 100 }),
    });
    fc.assert(
      fc.property(head, fc.uint8Array(), (request, body) => {
        const unpacked = unpack(RequestHead, pack(request, body));

        expect(unpacked?.head).toEqual(request);
        expect(Buffer.from(unpacked?.bytes ?? [])).toEqual(Buffer.from(body));
      }),
    );
  });

  it("is read from the middle of a larger buffer", () => {
    const packed = pack(HEAD, Buffer.from("body"));
    const around = Buffer.concat([Buffer.alloc(3, 1), packed]);

    const unpacked = unpack(ParcelHead, around.subarray(3));

    expect(unpacked?.head).toEqual(HEAD);
    expect(Buffer.from(unpacked?.bytes ?? []).toString()).toBe("body");
  });

  it("that was cut off is none, wherever the head was cut", () => {
    const packed = pack(HEAD, new Uint8Array());

    for (let end = 0; end < packed.byteLength; end++)
      expect(unpack(ParcelHead, packed.subarray(0, end))).toBeNull();
  });

  it.each([
    ["whose length says more than there is", Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b])],
    ["whose head is no JSON", Buffer.from([0, 0, 0, 1, 0x7b])],
    ["whose head is no UTF-8", Buffer.from([0, 0, 0, 1, 0xff])],
    ["whose head is another", pack({ type: "ask", hook: "ci", id: 1 }, new Uint8Array())],
  ])("%s is none", (what, bytes) => {
    const schema = what.endsWith("another") ? RequestHead : ParcelHead;

    expect(unpack<unknown>(schema, bytes)).toBeNull();
  });

  it("with an address that would move a terminal's cursor is none", () => {
    const head = { method: "POST", path: "/hooks/ci", headers: [], remote_address: "\u001B[2J" };

    expect(unpack(RequestHead, pack(head, new Uint8Array()))).toBeNull();
  });

  it("of any bytes never makes the reader throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(unpack(ParcelHead, bytes)).toBeNull();
      }),
    );
  });
});
