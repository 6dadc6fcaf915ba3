// A JSON text as a page shows it: line by line, in parts of bounded size, with what it hides by name.

import type { Mark } from '@countersign/scan/text'
import type { Pace } from '../../../ports/services.ts'
import { type Html, html, type Value } from '../html.ts'
import { findings, type LookalikeHost } from './findings.ts'
import { costOf, piecesHtml, piecesOf } from './marks.ts'
import { type Unit, unitsOf } from './units.ts'

/** One part of a text, and the size of the whole text. */
export type Shown = {
  html: Html
  /** The number of this part, from 1. */
  part: number
  parts: number
  characters: number
  /** The characters of the text that are not in this part. */
  left: number
  marks: readonly Mark[]
  hosts: readonly LookalikeHost[]
}

/** About so much of a page is one part. */
const PART_COST = 16 * 1024
const LINE_COST = 32
/** What is nested deeper is moved no further to the right, and says how deep it is. */
const DEPTH_SHOWN = 8

/** Reads all of the text, a few milliseconds at a time, and keeps the part that is asked for. */
export async function jsonText(pace: Pace, owner: string, json: string, wanted = 1): Promise<Shown> {
  const found = findings()
  const lines = lineWriter()
  const cut = partCutter()
  let inPart = 0
  await pace.each(owner, unitsOf(json), (unit) => {
    const pieces = unit.kind === 'sign' ? [{ text: unit.text }] : piecesOf(unit.text)
    found.see(pieces)
    const kept = pieces.filter((piece, at) => {
      const begins = at === 0 && unit.depth !== undefined
      return cut.partOf(costOf(piece) + (begins ? LINE_COST : 0)) === wanted
    })
    if (kept.length === 0) return
    inPart += kept.reduce((sum, { text }) => sum + text.length, 0)
    // Where the line began in the part before, it goes on here.
    const { depth: _, ...rest } = unit
    lines.add(kept[0] === pieces[0] ? unit : rest, html`${piecesHtml(kept)}`)
  })
  return {
    html: lines.html(),
    part: wanted,
    parts: cut.parts(),
    characters: json.length,
    left: json.length - inPart,
    marks: found.marks(),
    hosts: found.hosts(),
  }
}

/** Assigns each piece, in order, to a part. */
function partCutter() {
  let part = 1
  let cost = 0
  return {
    partOf(adds: number): number {
      if (cost > 0 && cost + adds > PART_COST) {
        part += 1
        cost = 0
      }
      cost += adds
      return part
    },
    parts: () => part,
  }
}

function lineWriter() {
  const lines: Html[] = []
  let open: { depth: number | undefined; content: Value[] } | undefined
  function close(): void {
    if (open === undefined) return
    const { depth, content } = open
    const deep = depth !== undefined && depth > DEPTH_SHOWN
    lines.push(
      html`<div class="l d${Math.min(depth ?? 0, DEPTH_SHOWN)}"${deep && html` data-depth="${depth}"`}>${content}</div>`,
    )
  }
  return {
    add({ kind, depth }: Unit, content: Html): void {
      if (open === undefined || depth !== undefined) {
        close()
        open = { depth, content: [] }
      }
      open.content.push(kind === 'sign' ? content : html`<bdi dir="ltr" class="${kind}">${content}</bdi>`)
    },
    html(): Html {
      close()
      return html`${lines}`
    },
  }
}
