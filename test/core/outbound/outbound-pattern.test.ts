import { expect, it } from "vitest";
import {
  matchesOutbound,
  outboundPatternProblem,
} from "../../../src/core/outbound/outbound-pattern.ts";

it.each([
  ["run.failed", ["run.failed"], true],
  ["run.failed", ["run"], true],
  ["run.failed", ["run.*"], true],
  ["run.failed", ["*"], true],
  ["run.failed", ["delivery", "run.failed"], true],
  ["run.failed", ["run.started"], false],
  ["run.failed", ["ru*", "run*", "r", "", "run.", "*.failed", "RUN"], false],
  ["unknown.thing", ["unknown", "unknown.*"], false],
])("%s is wanted by %j: %s", (event, patterns, isWanted) => {
  expect(matchesOutbound(patterns, event)).toBe(isWanted);
});

it.each(["*", "run", "run.*", "run.failed", "approval", "hook.paused"])("takes %s", (pattern) => {
  expect(outboundPatternProblem(pattern)).toBeNull();
});

it.each([
  ["run.faild", 'did you mean "run.failed"?'],
  ["rum", 'did you mean "run"?'],
  ["run.failed.*", ""],
  ["runner.connected", ""],
  ["", "wakehook subscription events"],
  ["**", ""],
  ["constructor", ""],
])("refuses %j: %s", (pattern, hint) => {
  expect(outboundPatternProblem(pattern)).toContain(hint);
});
