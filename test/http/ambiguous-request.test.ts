import { expect, it } from "vitest";
import { isAmbiguous } from "../../src/http/ambiguous-request.ts";

it.each<[string[]]>([
  [["Host", "a", "hOST", "a"]],
  [["Transfer-Encoding", "identity"]],
  [["Transfer-Encoding", "gzip, chunked"]],
  [["Transfer-Encoding", "identity", "Transfer-Encoding", "chunked"]],
  [["transfer-encoding", "chunked", "X-A", "1", "TRANSFER-ENCODING", "chunked"]],
])("says so of %j", (rawHeaders) => {
  expect(isAmbiguous(rawHeaders)).toBe(true);
});

it.each<[string[]]>([
  [[]],
  [["Host", "a", "Transfer-Encoding", "Chunked"]],
  [["Host", "a", "X-Host", "b", "host2", "c", "X-Transfer-Encoding-Is", "identity"]],
])("has nothing against %j", (rawHeaders) => {
  expect(isAmbiguous(rawHeaders)).toBe(false);
});
