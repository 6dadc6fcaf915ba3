// Verifies a bundle line by line, as it arrives.
import { decodeUtf8 } from '@countersign/json'
import type { Suite } from '../suite.ts'
import { closeWindow, expectsWindow } from './head.ts'
import { readTrust } from './key.ts'
import { requireOptions, type VerifyOptions } from './options.ts'
import { AxisFailure, createAxes, onAxis, type Report, type Where } from './report.ts'
import { readCheckpoint } from './since.ts'
import { openWindow, takeLine, type Window } from './window.ts'

const AXES = [
  'structure',
  'payload',
  'completeness',
  'chain',
  'root',
  'cose',
  'signature',
  'key',
  'links',
  'disclosures',
]

// Bounds what a file without newlines can make a verifier hold.
const LINE_CHARACTERS_MAX = 4 * 1024 * 1024

/** Verifies a bundle while it is read, in memory that does not grow with the payloads. */
export type BundleVerifier = {
  /** Takes one whole line, without its newline. */
  push(line: string): void
  /** Takes any piece of the file; lines may be split anywhere. */
  write(chunk: string): void
  /** Receipts taken, and how many the header announces (0 before it). */
  readonly progress: { done: number; total: number }
  /** The report, once the whole file was given; a file that ends inside a line is invalid. */
  end(): Report
}

type State = {
  readonly options: VerifyOptions
  readonly open: (line: string) => Window
  window?: Window
  failure?: AxisFailure
  where?: Where
  lines: number
  rest: string
}

/** A streaming verifier of one bundle; throws only `ReceiptError` for invalid options. */
export function bundleVerifier(suite: Suite, options: VerifyOptions = {}): BundleVerifier {
  const state = begin(suite, options)
  return {
    push: (line) => push(state, line),
    write: (chunk) => write(state, chunk),
    get progress() {
      const { window } = state
      if (window === undefined) return { done: 0, total: 0 }
      const { from, to } = window.header
      return { done: window.range.end - from, total: to - from }
    },
    end: () => end(state),
  }
}

/** Verifies a whole bundle given as text or UTF-8 bytes. */
export function verifyBundle(suite: Suite, bundle: string | Uint8Array, options: VerifyOptions = {}): Report {
  const state = begin(suite, options)
  attempt(state, {}, () => write(state, typeof bundle === 'string' ? bundle : decode(bundle)))
  return end(state)
}

function decode(bundle: Uint8Array): string {
  return onAxis('structure', 'bundle.utf8', () => decodeUtf8(bundle))
}

function begin(suite: Suite, options: VerifyOptions): State {
  requireOptions(options)
  const trusted = readTrust(suite, options.trust)
  const since = options.since === undefined ? undefined : readCheckpoint(options.since)
  function open(line: string): Window {
    return openWindow(suite, line, trusted, since)
  }
  return { options, open, lines: 0, rest: '' }
}

function attempt(state: State, where: Where, step: () => void): void {
  if (state.failure !== undefined) return
  try {
    step()
  } catch (error) {
    if (!(error instanceof AxisFailure)) throw error
    state.failure = error
    state.where = where
  }
}

function push(state: State, line: string): void {
  state.lines++
  const { window } = state
  const where = { line: state.lines, ...(window && { seq: window.range.end }) }
  attempt(state, where, () => {
    if (window === undefined) state.window = state.open(line)
    else takeLine(window, line)
  })
}

function write(state: State, chunk: string): void {
  if (state.failure !== undefined) return
  const text = state.rest + chunk
  let start = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', start)) {
    push(state, text.slice(start, at))
    start = at + 1
  }
  state.rest = text.slice(start)
  if (state.rest.length > LINE_CHARACTERS_MAX) {
    attempt(state, { line: state.lines + 1 }, () => {
      throw new AxisFailure(
        'structure',
        'bundle.line_length',
        `a line has over ${LINE_CHARACTERS_MAX} characters`,
      )
    })
  }
}

function end(state: State): Report {
  const { options, window } = state
  const asked = [
    ...(expectsWindow(options) ? ['window'] : []),
    ...(options.since === undefined ? [] : ['since']),
  ]
  const axes = createAxes([...AXES, ...asked], ['disclosures', 'passkey'])
  attempt(state, { line: state.lines + 1 }, () => {
    const isWhole = state.rest === '' && window !== undefined
    const reason = window === undefined ? 'the bundle has no header' : 'the last line has no newline'
    if (!isWhole) throw new AxisFailure('structure', 'bundle.truncated', reason)
    closeWindow(window, axes, options)
  })
  if (state.failure !== undefined) axes.failed(state.failure)
  return {
    verdict: axes.verdict(),
    axes: axes.list(),
    ...(window && factsOf(window)),
    ...(state.where && { where: state.where }),
  }
}

type Facts = Pick<Report, 'org' | 'from' | 'to' | 'tree_size' | 'hidden' | 'erased'>

function factsOf({ header, erasures }: Window): Facts {
  const { org, from, to, checkpoint } = header
  const { tree_size } = checkpoint
  return {
    org,
    from,
    to,
    tree_size,
    hidden: { before: from, after: tree_size - to },
    ...(erasures.values > 0 && { erased: erasures.values }),
  }
}
