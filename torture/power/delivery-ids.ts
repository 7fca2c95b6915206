/** Each id of a delivery that stands in a text. */
export function deliveriesIn(text: string): string[] {
  return text.match(/dlv_[0-9a-z]{26}/g) ?? [];
}
