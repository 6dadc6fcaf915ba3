// Reads the text format of Prometheus by its rules, and refuses what breaks one.
import assert from 'node:assert/strict'

export type Family = {
  type: string
  help: string
  /** By name and labels as they are written. */
  samples: Map<string, { name: string; labels: Record<string, string>; value: number }>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`)
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)(?: -?\\d+)?$`)
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/** The families of a scrape; throws where the text is not what Prometheus reads. */
export function parseExposition(text: string): Map<string, Family> {
  assert.ok(text.endsWith('\n') && !text.includes('\r'), 'the last line ends with a line feed')
  const families = new Map<string, Family>()
  let current = ''
  for (const line of text.split('\n')) {
    const [, kind, name = '', rest = ''] = COMMENT.exec(line) ?? []
    if (kind !== undefined) {
      assert.ok(name === current || !families.has(name), `${name} stands in one place`)
      const family = families.get(name) ?? { type: '', help: '', samples: new Map() }
      describeFamily(family, { kind, name, rest })
      families.set(name, family)
      current = name
    } else if (line !== '' && !line.startsWith('#')) addSample(families.get(current), current, line)
  }
  for (const [name, family] of families) {
    if (family.type === 'histogram') checkHistogram(name, family)
  }
  return families
}

type Comment = { kind: string; name: string; rest: string }

function describeFamily(family: Family, { kind, name, rest }: Comment): void {
  assert.equal(family.samples.size, 0, `${name} is described before its samples`)
  const member = kind === 'HELP' ? 'help' : 'type'
  assert.equal(family[member], '', `${kind} of ${name} stands there once`)
  assert.ok(member === 'help' || TYPES.includes(rest), rest)
  family[member] = rest
}

function addSample(family: Family | undefined, current: string, line: string): void {
  const [, name = '', labelText = '', valueText = ''] = SAMPLE.exec(line) ?? []
  assert.ok(family !== undefined && name !== '', `not a sample: ${line}`)
  const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['', '_sum', '_count']
  assert.ok(
    suffixes.some((suffix) => name === current + suffix),
    `${name} belongs to ${current}`,
  )
  const value = valueText === '+Inf' ? Number.POSITIVE_INFINITY : Number(valueText)
  // Go reads it in any capitals.
  assert.ok(!Number.isNaN(value) || /^nan$/i.test(valueText), line)
  if (family.type === 'counter') assert.ok(value >= 0 && current.endsWith('_total'), line)
  const labels = labelsOf(labelText)
  const key = `${name}${JSON.stringify(Object.entries(labels).sort())}`
  assert.ok(!family.samples.has(key), `${line} stands there once`)
  family.samples.set(key, { name, labels, value })
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== ''; ) {
    const [all = '', name = '', value = ''] = LABEL.exec(rest) ?? []
    assert.ok(all !== '' && !Object.hasOwn(labels, name), `not labels: ${text}`)
    labels[name] = value
    rest = rest.slice(all.length)
  }
  return labels
}

/** Buckets only grow, the last one is infinite and holds all. */
function checkHistogram(name: string, { samples }: Family): void {
  const series = new Map<string, { buckets: [number, number][]; count?: number; hasSum?: true }>()
  for (const { name: of, labels, value } of samples.values()) {
    const { le, ...others } = labels
    const key = JSON.stringify(Object.entries(others).sort())
    const one = series.get(key) ?? { buckets: [] }
    series.set(key, one)
    if (of.endsWith('_bucket'))
      one.buckets.push([le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), value])
    else if (of.endsWith('_count')) one.count = value
    else one.hasSum = true
  }
  for (const { buckets, count, hasSum } of series.values()) {
    const sorted = buckets.toSorted(([a], [b]) => a - b)
    assert.deepEqual(buckets, sorted, `${name} has its buckets in order`)
    for (const [n, [, value]] of sorted.entries()) assert.ok(value >= (sorted[n - 1]?.[1] ?? 0), name)
    assert.deepEqual([sorted.at(-1), hasSum], [[Number.POSITIVE_INFINITY, count], true], name)
  }
}

/** The sum of the samples of a name whose labels include these. */
export function sumOf(
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number {
  let sum = 0
  for (const { samples } of families.values()) {
    for (const sample of samples.values()) {
      const isMeant = Object.entries(labels).every(([label, value]) => sample.labels[label] === value)
      if (sample.name === name && isMeant) sum += sample.value
    }
  }
  return sum
}
