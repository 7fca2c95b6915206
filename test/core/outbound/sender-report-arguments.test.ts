import { describe, expect, it } from "vitest";
import { fillArguments } from "../../../src/core/outbound/sender-report-arguments.ts";

describe("fillArguments", () => {
  const context = {
    payload: { id: 7, name: 'x"y', list: [1, { a: "b" }], none: null },
    event: "e",
    entity: null,
    deliveryId: "dlv_1",
    headers: [],
    method: "POST",
    path: "/",
    report: { status: "success", answer: null },
  };

  it("keeps the kind of a value that stands alone, and makes texts of the others", () => {
    expect(
      fillArguments(
        {
          id: "{{id}}",
          text: "#{{id}}",
          both: "{{id}}{{id}}",
          list: "{{list}}",
          deep: [{ name: "{{ name }}" }],
          gone: "{{gone}}",
          none: "{{none}}",
          status: "{{$report.status}}",
          said: "{{$report.answer}}",
          same: 5,
          "{{id}}": true,
        },
        context,
      ),
    ).toEqual({
      id: 7,
      text: "#7",
      both: "77",
      list: [1, { a: "b" }],
      deep: [{ name: 'x"y' }],
      gone: null,
      none: null,
      status: "success",
      said: null,
      same: 5,
      "{{id}}": true,
    });
  });

  it("takes $report for a key of the payload where nothing is told", () => {
    const { report: _, ...plain } = context;
    const payload = { $report: { status: "theirs" } };

    expect(fillArguments({ a: "{{$report.status}}" }, { ...plain, payload })).toEqual({
      a: "theirs",
    });
    expect(fillArguments({ a: "{{$report.status}}" }, { ...context, payload })).toEqual({
      a: "success",
    });
  });
});
