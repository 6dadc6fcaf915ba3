// Reading back JSON of our own making.
import { parseJson } from '@countersign/json'

const DEPTH_MAX = 4096
const ODD_NAME = /[{,] ?"[^"\\]*\\/

/** V8's JSON.parse confuses a member named `\"` with one named `\\` that it saw before. */
export function readJson(text: string): unknown {
  // No request has a member of this name, and the strict parser would refuse it.
  const isOdd = ODD_NAME.test(text) && !text.includes('"__proto__":')
  return isOdd ? parseJson(text, { maxDepth: DEPTH_MAX }) : JSON.parse(text)
}
