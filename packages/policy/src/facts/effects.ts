// The facts `effect` and `effects`: what a request does to the world, as its names and its method tell.
import type { Effect } from '../model/cedar.ts'
import type { Facts, Target } from '../model/facts.ts'
import { effectsOfEachWord, effectsOfName, strictestOf } from './effect-of-name.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

function effectOfTarget(target: Target | undefined): Effect {
  const method = target?.method?.toUpperCase()
  if (method === undefined || SAFE.has(method)) return 'unknown'
  if (method === 'DELETE') return 'destructive'
  return target?.url === undefined ? 'change' : 'outward'
}

const NO_EFFECTS: readonly Effect[] = ['unknown']

type Named = Pick<Facts, 'action' | 'tool' | 'target' | 'registered'>

/**
 * Every effect that the action, the tool and the target's method tell, or only `unknown`. In the name of a tool that
 * is registered as critical no word is excused by its neighbours.
 */
export function effectsOf({ action, tool, target, registered }: Named): readonly Effect[] {
  const ofTool = registered?.risk === 'critical' ? effectsOfEachWord : effectsOfName
  const method = effectOfTarget(target)
  const effects = new Set(effectsOfName(action))
  // The name of a critical tool is read in another way, so it is read again.
  if (tool !== undefined && (tool !== action || registered?.risk === 'critical'))
    for (const effect of ofTool(tool)) effects.add(effect)
  if (method !== 'unknown') effects.add(method)
  return effects.size === 0 ? NO_EFFECTS : [...effects]
}

/** The effect of a request: the strictest of `effectsOf`. */
export function effectOf(facts: Named): Effect {
  return strictestOf(effectsOf(facts))
}
