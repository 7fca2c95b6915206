import { inlinesOf, plainInline, type Inline } from "./tree.ts";

/** Parts words at a length of their plain text; what is bold, or a link, is so in both parts. */
export function cutInline(
  nodes: readonly Inline[],
  length: number,
): [head: Inline[], tail: Inline[]] {
  const head: Inline[] = [];
  const tail: Inline[] = [];
  let left = length;
  for (const node of nodes) {
    const size = plainInline([node]).length;
    if (left >= size) head.push(node);
    else if (left <= 0) tail.push(node);
    else {
      const [before, behind] = cutNode(node, left);
      head.push(before);
      tail.push(behind);
    }
    left -= size;
  }
  return [head, tail];
}

function cutNode(node: Inline, length: number): [Inline, Inline] {
  if (node.type === "text" || node.type === "inlineCode")
    return [
      { ...node, value: node.value.slice(0, length) },
      { ...node, value: node.value.slice(length) },
    ];
  if (node.type === "break") return [node, { type: "text", value: "" }];
  const [before, behind] = cutInline(inlinesOf(node), length);
  return [withWords(node, before), withWords(node, behind)];
}

function withWords<Node extends Inline>(node: Node, children: Inline[]): Node {
  return { ...node, children };
}
