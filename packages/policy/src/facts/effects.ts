// The facts `effect` and `effects`: what a request does, by its registration, names and content.
import type { Effect, EffectKind, EffectWord } from '../model/cedar.ts'
import type { Facts, Target } from '../model/facts.ts'
import { effectOfMethod } from './behaviour/method.ts'
import {
  effectsOfEachWord,
  effectsOfName,
  type NameEffects,
  strictestOf,
  withImplied,
} from './names/effect-of-name.ts'

function effectOfTarget(target: Target | undefined): EffectWord | undefined {
  if (target?.method === undefined) return undefined
  const effect = effectOfMethod(target.method, target.url !== undefined)
  if (effect === undefined) return target.url === undefined ? 'change' : 'outward'
  return effect === 'read' ? undefined : effect
}

const NO_EFFECTS: readonly Effect[] = ['unknown']
const NOTHING: ReadonlySet<EffectWord> = new Set()

/** Tools that send whatever request they are given: what one does is told by the request. */
const REQUESTERS = new Set([
  ...['request', 'http', 'httprequest', 'httpcall', 'httpclient', 'sendhttprequest', 'makehttprequest'],
  ...['api', 'apirequest', 'apicall', 'callapi', 'webrequest', 'urlrequest', 'sendrequest', 'makerequest'],
  ...['rest', 'restrequest', 'restcall', 'curl'],
])

/** Whether a tool, by the last part of its name, is one that sends requests and nothing else. */
function sendsRequests(name: string): boolean {
  const last = name.split(/[:./]/).at(-1) ?? name
  return REQUESTERS.has(last.toLowerCase().replace(/[^a-z]/g, ''))
}

const READ: ReadonlySet<EffectWord> = new Set(['read'])

/** What names tell where the request only reads from known services: as much as it does itself of those that send requests. */
export function whereItOnlyReads(ofName: NameEffects): NameEffects {
  return (name) => (sendsRequests(name) ? READ : ofName(name))
}

type Named = Pick<Facts, 'action' | 'tool' | 'target' | 'registered'>

/** Whether all effects of one name are among those of another. */
function isWithin(effects: ReadonlySet<EffectWord>, others: ReadonlySet<EffectWord>): boolean {
  for (const effect of effects) if (!others.has(effect)) return false
  return true
}

/** Whether a call does what its action says and no more, as most calls do: what was read of that is not copied. */
function isToldBy(
  ofAction: ReadonlySet<EffectWord>,
  { action, tool, target, registered }: Named,
  content: ReadonlySet<EffectWord>,
  ofName: NameEffects,
): boolean {
  if (registered?.effects !== undefined || registered?.risk === 'critical') return false
  if (content.size > 0 || target?.method !== undefined) return false
  return tool === undefined || tool === action || isWithin(ofName(tool), ofAction)
}

function told(named: Named, content: ReadonlySet<EffectWord>, ofName: NameEffects): ReadonlySet<EffectWord> {
  const { action, tool, target, registered } = named
  const ofAction = ofName(action)
  if (isToldBy(ofAction, named, content, ofName)) return ofAction
  const known = registered?.effects
  const ofTool = registered?.risk === 'critical' ? effectsOfEachWord : ofName
  const method = effectOfTarget(target)
  // What an admin registered for a tool replaces what its name says.
  const isTool = tool === undefined || tool === action
  const all = new Set<EffectWord>(known !== undefined && isTool ? known : ofAction)
  if (tool !== undefined && (!isTool || registered?.risk === 'critical'))
    for (const effect of known ?? ofTool(tool)) all.add(effect)
  if (method !== undefined) all.add(method)
  for (const effect of content) all.add(effect)
  return withImplied(all)
}

/**
 * Every effect that the registration or names of action and tool, the target's method and the arguments show, or only
 * `unknown`. In the name of a tool that is registered as critical no word is excused by its neighbours.
 */
export function effectsOf(
  named: Named,
  content = NOTHING,
  ofName: NameEffects = effectsOfName,
): readonly (Effect | EffectKind)[] {
  return listed(told(named, content, ofName))
}

function listed(all: ReadonlySet<EffectWord>): readonly (Effect | EffectKind)[] {
  return all.size === 0 ? NO_EFFECTS : Array.from(all, (word) => (word === 'unsure' ? 'unknown' : word))
}

/** The effect of a request: the strictest of `effectsOf`. */
export function effectOf(named: Named, content = NOTHING, ofName: NameEffects = effectsOfName): Effect {
  return strictestOf(told(named, content, ofName))
}
