// Imports an Aegis project: finds its files and hands each one to the module that reads it.
import type { JsonObject } from '@countersign/json'
import { quoteAll } from '../cedar.ts'
import { addLine, addPolicy, type Draft } from '../draft.ts'
import { kindOf, objectOf, partOf } from '../members.ts'
import { type Product, readJson } from '../product.ts'
import type { SourceFile } from '../source.ts'
import { importGovernance } from './governance.ts'
import { type Aegis, importOverrides, newAegis, reportImmutable, unlessOf } from './project.ts'
import { importRole } from './roles.ts'

const CONSEQUENCE = 'Aegis continues without such a file, so none of its rules were in force'

type Parts = {
  governance?: { value: JsonObject; source: string }
  constitution?: { value: JsonObject; source: string }
  roles: { id: string; value: JsonObject; source: string }[]
}

function below(name: string): string {
  return name.replace(/^(?:.*\/)?\.agentpolicy\//, '')
}

function isState(name: string): boolean {
  return /^(?:state|sessions)\//.test(name)
}

function sort(parts: Parts, file: SourceFile, name: string, value: JsonObject): void {
  const source = file.name
  if (name === 'governance.json') parts.governance = { value, source }
  else if (name === 'constitution.json') parts.constitution = { value, source }
  else parts.roles.push({ id: name.replace(/^.*\//, '').replace(/\.json$/, ''), value, source })
}

function readFile(draft: Draft, parts: Parts, file: SourceFile, isFolder: boolean): void {
  const name = below(file.name)
  if (isState(name)) {
    addLine(draft, 'note', file.name, 'is history, not policy; it was not imported')
    return
  }
  const isPolicy = /^(?:governance|constitution|roles\/[^/]+)\.json$/.test(name)
  if (isFolder && !isPolicy) {
    addLine(draft, 'note', file.name, 'is not part of the format and was not read')
    return
  }
  const value = readJson(draft, file, CONSEQUENCE)
  const object = objectOf(value)
  if (object !== undefined) {
    sort(parts, file, name, object)
    return
  }
  if (value !== undefined)
    addLine(draft, 'inert', file.name, `is ${kindOf(value)}, not an object; ${CONSEQUENCE}`)
}

function addCommon(aegis: Aegis): void {
  const { draft, roles } = aegis
  if (roles.length === 0) return
  const has = `principal.roles.containsAny(${quoteAll(roles)})`
  const unclear = addPolicy(draft, {
    id: ['aegis.unclear'],
    effect: 'forbid',
    reason: 'the path may not be what it seems',
    when: ['context.paths.unclear'],
    ...unlessOf(aegis, ''),
  })
  const why =
    'spellings such as ../ and links bypassed the rules there; here a path that cannot be determined is denied'
  addLine(draft, 'changed', 'paths', why, unclear)
  const execute = addPolicy(draft, {
    id: ['aegis.execute'],
    effect: 'permit',
    reason: 'commands wait for a human',
    when: [has, 'context.effect == "execute"', 'context.approved'],
  })
  addLine(
    draft,
    'changed',
    'aegis_execute',
    'commands were not checked at all; here each one waits for a human',
    execute,
  )
  addLine(
    draft,
    'changed',
    'aegis_select_role',
    'the agent chose its role, and could choose again; here an administrator gives roles to agents, and an agent without one does nothing',
  )
  if (!aegis.isOverridable) return
  const id = addPolicy(draft, {
    id: ['aegis.override'],
    effect: 'permit',
    reason: 'what no role may do waits for a human, as the override protocol says',
    when: [
      has,
      '["read", "change", "destructive"].contains(context.effect)',
      'context.paths.count > 0',
      'context.approved',
    ],
  })
  addLine(draft, 'carried', 'override_protocol', undefined, id)
}

/** An .agentpolicy folder, the project that holds it, or one of its files. */
export const aegis: Product = {
  title: 'Aegis',
  // Only files were governed; a path outside a role's scope is a rule and not a gap.
  unmatched: ['context.paths.count == 0', '!context.paths.unclear'],
  import(draft, source) {
    const parts: Parts = { roles: [] }
    for (const file of source.files) readFile(draft, parts, file, source.isFolder)
    const { governance, constitution, roles } = parts
    const project = newAegis(draft)
    if (constitution !== undefined)
      addLine(draft, 'note', constitution.source, 'describes the project and has no rules')
    if (governance !== undefined) {
      const commands = partOf(constitution?.value, 'build_commands')
      importOverrides(project, governance.value, governance.source)
      importGovernance(project, governance.value, commands, governance.source)
    } else if (roles.length > 0)
      addLine(draft, 'lost', 'governance.json', 'is missing, so nothing is forbidden to every role')
    for (const role of roles) importRole(project, role.id, role.value, role.source)
    addCommon(project)
    reportImmutable(project)
    return roles.length + (governance === undefined ? 0 : 1)
  },
}
