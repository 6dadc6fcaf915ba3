// Takes what was found out of a value, and leaves its structure as it is.
import type { JsonValue } from '@countersign/json'
import type { Finding } from './finding.ts'

/** What stands in the place of what was taken out. */
export function placeholderOf(kind: string): string {
  return `[${kind}]`
}

type Cut = Pick<Finding, 'kind' | 'start' | 'end'>

/** What to take out of the texts, numbers and names under a place. */
type Tree = { readonly held: Cut[]; readonly name: Cut[]; readonly members: Map<string, Tree> }

function emptyTree(): Tree {
  return { held: [], name: [], members: new Map() }
}

function treeOf(findings: readonly Finding[]): Tree {
  const root = emptyTree()
  for (const finding of findings) {
    let at = root
    for (const step of finding.path.split('/').slice(1)) {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
      const next = at.members.get(name) ?? emptyTree()
      at.members.set(name, next)
      at = next
    }
    ;(finding.in === 'name' ? at.name : at.held).push(finding)
  }
  return root
}

/** A text without some parts of it; parts that overlap leave one placeholder, that of the first. */
function cutText(text: string, cuts: readonly Cut[]): string {
  let left = ''
  let after = 0
  for (const { kind, start, end } of [...cuts].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= after) left += text.slice(after, start) + placeholderOf(kind)
    after = Math.max(after, end)
  }
  return left + text.slice(after)
}

/**
 * A value in which each finding is replaced by its kind in brackets, such as `[secret.github_token]`. Lists keep their
 * length and objects the number and order of their members; a number with a finding becomes a text. What is given stays
 * as it is.
 */
export function redact(value: JsonValue, findings: readonly Finding[]): JsonValue {
  return findings.length === 0 ? value : write(value, treeOf(findings))
}

function write(value: JsonValue, tree: Tree | undefined): JsonValue {
  if (tree === undefined) return value
  if (typeof value === 'string') return tree.held.length === 0 ? value : cutText(value, tree.held)
  if (typeof value === 'number' || typeof value === 'bigint')
    return tree.held.length === 0 ? value : cutText(String(value), tree.held)
  if (Array.isArray(value))
    return value.map((item: JsonValue, at): JsonValue => write(item, tree.members.get(String(at))))
  return typeof value === 'object' && value !== null
    ? writeMembers(value as Readonly<Record<string, JsonValue>>, tree)
    : value
}

function writeMembers(value: Readonly<Record<string, JsonValue>>, { members }: Tree): JsonValue {
  const taken = new Set(Object.keys(value))
  const written = Object.keys(value).map((name): [string, JsonValue] => {
    const tree = members.get(name)
    const left = write(value[name] ?? null, tree)
    return [
      tree === undefined || tree.name.length === 0 ? name : freeName(cutText(name, tree.name), taken),
      left,
    ]
  })
  return Object.fromEntries(written)
}

/** A name that no other member has. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let at = 2; taken.has(name); at += 1) name = `${wanted} ${at}`
  taken.add(name)
  return name
}
