// A JSON text as a page shows it: line by line, in parts of bounded size, with what it hides by name.

import type { Mark } from '@countersign/scan'
import type { Pace } from '../../../ports/services.ts'
import { type Html, html, type Value } from '../html.ts'
import { findings, type LookalikeHost } from './findings.ts'
import { costOf, piecesHtml, piecesOf } from './marks.ts'
import { type Unit, unitsOf } from './units.ts'

/** One part of a text, and what is said of the whole of it. */
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
  let part = 1
  let cost = 0
  let inPart = 0
  await pace.each(owner, unitsOf(json), (unit) => {
    const pieces = unit.kind === 'sign' ? [{ text: unit.text }] : piecesOf(unit.text)
    const adds = pieces.reduce((sum, piece) => sum + costOf(piece), unit.depth === undefined ? 0 : LINE_COST)
    if (cost > 0 && cost + adds > PART_COST) {
      part += 1
      cost = 0
    }
    cost += adds
    found.see(pieces)
    if (part !== wanted) return
    inPart += unit.text.length
    lines.add(unit, html`${piecesHtml(pieces)}`)
  })
  return {
    html: lines.html(),
    part: wanted,
    parts: part,
    characters: json.length,
    left: json.length - inPart,
    marks: found.marks(),
    hosts: found.hosts(),
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
