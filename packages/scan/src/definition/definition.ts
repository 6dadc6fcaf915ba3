// Scans the definition of a tool: every string of it, its name, its parameters and its schemas.
import { LEVELS } from '@countersign/terms'
import { type Budget, createBudget, isExceeded } from '../budget.ts'
import { type DefinitionFinding, type DefinitionScan, verdictOf } from './model.ts'
import { nameFindings, partsOf } from './names.ts'
import { parameterFindings } from './parameters.ts'
import { proseFindings, signsIn } from './prose.ts'
import { readStrings } from './reading.ts'
import { readSchema } from './schema.ts'
import { type DefinitionString, stringsOf } from './strings.ts'
import { textFindings } from './texts.ts'
import type { Sign } from './weights.ts'

/** What a scan may know besides the definition. */
export type DefinitionOptions = {
  /** Names of the org's tools. */
  readonly known?: readonly string[]
}

type Members = Readonly<Record<string, unknown>>

/** Where definitions of the Model Context Protocol and of model providers keep a schema. */
const SCHEMAS = ['inputSchema', 'input_schema', 'parameters', 'outputSchema', 'output_schema'] as const

const FINDINGS_MAX = 100
/** About 20,000 characters of prose, more than all but two or three in a thousand of what servers publish have. */
const WORK_MAX = 800_000
const SUBJECT_MAX = 2000

/** Scans a definition in any of the usual forms: name, description and schema, also inside `function`. */
export function scanDefinition(definition: unknown, options: DefinitionOptions = {}): DefinitionScan {
  const steps = definitionSteps(definition, options)
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

/** The same in steps that are short, for whoever lets others work in between. */
export function* definitionSteps(
  definition: unknown,
  { known = [] }: DefinitionOptions = {},
): Generator<undefined, DefinitionScan> {
  const { strings, isCut } = stringsOf(definition)
  const budget = createBudget(WORK_MAX)
  const [tool, path] = toolIn(definition)
  const name = typeof tool.name === 'string' ? tool.name : ''
  const subject = subjectOf(tool, name)
  const schemas = SCHEMAS.filter((key) => tool[key] !== undefined).map((key) =>
    readSchema(tool[key], `${path}/${key}`),
  )
  yield
  const names = name === '' ? [] : yield* nameFindings(name, `${path}/name`, known)
  yield
  const early: DefinitionFinding[] = [
    ...names,
    ...schemas.flatMap((schema) => schema.findings),
    ...parameterFindings(
      schemas.flatMap(({ parameters }) => parameters),
      subject,
    ),
    ...annotationFindings(tool, name, path),
  ]
  const inTexts: DefinitionFinding[] = []
  for (const string of strings) {
    yield
    inTexts.push(...textFindings(string, budget))
  }
  const { signs, sentences } = yield* readProse(strings, budget)
  const findings = [...early, ...inTexts, ...proseFindings(signs, new Set(partsOf(name)), sentences)]
  const complete = !isCut && !isExceeded(budget)
  if (!complete) findings.push(TOO_MUCH)
  return { verdict: verdictOf(findings), findings: firstOf(findings), complete }
}

/** The signs in all strings, and how many sentences were weighed. */
function* readProse(
  strings: readonly DefinitionString[],
  budget: Budget,
): Generator<undefined, { readonly signs: readonly Sign[]; readonly sentences: number }> {
  const { texts, words } = yield* readStrings(strings, budget)
  const signs: Sign[] = []
  let sentences = 0
  for (const text of texts) {
    yield
    const found = signsIn(text, words, budget)
    for (const path of text.paths) {
      signs.push(...found.signs.map((sign) => ({ ...sign, path })))
      sentences += found.weighed
    }
  }
  return { signs, sentences }
}

const TOO_MUCH: DefinitionFinding = {
  code: 'schema.unread',
  category: 'schema',
  severity: 'high',
  path: '',
  message: 'the definition is larger than what is read of one',
}

/** The worst ones first, where there are more than are listed. */
function firstOf(findings: readonly DefinitionFinding[]): readonly DefinitionFinding[] {
  if (findings.length <= FINDINGS_MAX) return findings
  return [...findings]
    .sort((a, b) => LEVELS.indexOf(b.severity) - LEVELS.indexOf(a.severity))
    .slice(0, FINDINGS_MAX)
}

function toolIn(definition: unknown): readonly [Members, string] {
  if (!isMembers(definition)) return [{}, '']
  const { function: inner } = definition
  return isMembers(inner) ? [inner, '/function'] : [definition, '']
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function subjectOf({ description, title }: Members, name: string): string {
  const texts = [description, title].filter((text) => typeof text === 'string')
  return [partsOf(name).join(' '), ...texts].join(' ').slice(0, SUBJECT_MAX).toLowerCase()
}

const DESTROYS = new Set(
  'delete remove drop destroy purge wipe truncate erase kill terminate uninstall revoke'.split(' '),
)

/** Hints that say the opposite of the name. */
function annotationFindings({ annotations }: Members, name: string, path: string): DefinitionFinding[] {
  const parts = partsOf(name)
  if (!isMembers(annotations) || ![parts[0], parts.at(-1)].some((part) => DESTROYS.has(part ?? ''))) return []
  const { readOnlyHint, destructiveHint } = annotations
  if (readOnlyHint !== true && destructiveHint !== false) return []
  return [
    {
      code: 'schema.hint',
      category: 'schema',
      severity: 'medium',
      path: `${path}/annotations`,
      message: 'the annotations call a tool harmless whose name says that it destroys',
    },
  ]
}
