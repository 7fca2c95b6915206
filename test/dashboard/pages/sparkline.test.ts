import { describe, expect, it } from "vitest";
import { errorRate, sparkline } from "../../../src/dashboard/pages/sparkline.ts";
import type { ListedDelivery } from "../../../src/dashboard/pages/records.ts";
import { wireDelivery } from "../../../src/core/wire/wire.ts";
import type { Status } from "../../../src/core/records/status.ts";
import { delivery } from "../../admin/harness.ts";

function ended(...statuses: Status[]): ListedDelivery[] {
  return statuses.map((status, index) =>
    Object.assign(wireDelivery(delivery(index, { state: "done", status })), { explanation: null }),
  );
}

describe("the error rate", () => {
  it("is of those that ran: what was skipped says nothing", () => {
    expect(errorRate(ended("success", "error:timeout", "skipped:filtered"))).toBe(50);
    expect(errorRate(ended("skipped:filtered"))).toBeNull();
    expect(errorRate([])).toBeNull();
  });
});

describe("the bars", () => {
  it("stand in the order of time, the newest last, and are told in words", () => {
    const drawn = sparkline(ended("error:timeout", "success", "success")).toString();

    expect(drawn.indexOf('class="bad"')).toBeGreaterThan(drawn.lastIndexOf('class="good"'));
    expect(drawn).toContain("of the last 3: 2 succeeded, 1 failed, 0 held");
  });

  it("are forty at most", () => {
    const drawn = sparkline(ended(...Array.from({ length: 100 }, () => "success" as const)));

    expect(drawn.toString().match(/class="good"/g)).toHaveLength(40);
  });
});
