// Check 2 of the chain: 415. Only the media types that the hook's sender uses are taken, and no content coding.

import type { HeaderList } from "../../core/records/delivery.ts";
import { mediaTypeOf } from "../../core/events/payload.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import { headerValues } from "../hook-request.ts";
import { quoteForOwner } from "../quote-for-owner.ts";

/** The content type, as sent and as compared. */
export interface ContentType {
  readonly ok: true;
  readonly contentType: string;
  /** Lower case, without parameters. */
  readonly mediaType: string;
}

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/** Compares with the list of a source; `+json` in it stands for any media type with this suffix. */
export function checkContentType(
  accepted: readonly string[],
  headers: HeaderList,
): ContentType | Refusal {
  const codings = headerValues(headers, "content-encoding");
  const coding = codings.find((each) => each.trim().toLowerCase() !== "identity");
  if (coding !== undefined)
    return no(`content-encoding ${quoteForOwner(coding)}; send the body as it is`);
  const values = headerValues(headers, "content-type");
  const [contentType] = values;
  if (contentType === undefined) return no("there is no content type");
  if (values.length > 1) return no("there are several content types");
  const mediaType = mediaTypeOf(contentType);
  if (MEDIA_TYPE.test(mediaType) && accepted.some((wanted) => isOf(mediaType, wanted)))
    return { ok: true, contentType, mediaType };
  return no(`content type ${quoteForOwner(contentType)}; this hook takes ${accepted.join(", ")}`);
}

function isOf(mediaType: string, wanted: string): boolean {
  if (mediaType === wanted) return true;
  return wanted.startsWith("+") && mediaType.endsWith(wanted);
}

function no(reason: string): Refusal {
  return refuse("content_type_must_be_json", reason);
}
