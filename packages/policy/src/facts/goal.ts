// Whether a declared goal says what is to be done, as far as its words show.
import { type Budget, spend } from '../model/budget.ts'

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''))
}

// Words of a sentence that do not say what is to be done.
const FILLERS = words(`
  a an the this that these those it its i me my mine we us our you your yours he she they them their please kindly
  just really very so can could would will shall should must may might need needs want wants like to too for of in
  on at by as and or if then with from up out is are be been being was were am do does did done have has had let
  lets let's now today here there some any all every again also only well ok okay hi hello hey thanks thank user
  users what which who how when where why not no yes`)

// Verbs that could mean anything.
const VAGUE = words(`
  help assist do doing fix fixing make making handle handling improve improving optimize optimise optimizing process
  processing manage managing work working deal think thinking try trying check checking update updating run running go
  going start starting continue continuing proceed finish finishing complete completing perform performing execute
  executing use using test testing change changing get getting look looking solve solving support investigate
  analyze analyse take care figure see know decide consider sort resolve address`)

// Things that could be anything.
const THINGS = words(`
  thing things something anything everything nothing stuff task tasks job jobs action actions request requests issue
  issues problem problems matter matters goal goals step steps item items question questions better good great best
  right correct correctly properly faster quickly nice different new next whatever somehow way ways possible
  necessary needed useful important success successful successfully asap`)

// In scripts without spaces: the same, as they are written most.
const PHRASES =
  /请|請|帮我|幫我|帮忙|幫忙|想一想|想想|思考|一下|处理|處理|优化|優化|修复|修復|东西|東西|事情|问题|問題|任务|任務|手伝って|助けて|ください|してください|何か|考えて|도와줘|도와주세요|생각해/g

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu
const LENGTH = 16_384
const SHORT = 10
const SHORT_UNSPACED = 4
const PER_WORD = 2

/** What can be said about a goal without understanding it. */
export type Goal = {
  readonly words: number
  readonly isVague: boolean
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + [...part].length, 0)
}

function spacedOf(text: string): string[] {
  return text.replace(UNSPACED, ' ').match(WORD) ?? []
}

function isEmptyWord(word: string): boolean {
  return FILLERS.has(word) || VAGUE.has(word) || THINGS.has(word)
}

function says(word: string): boolean {
  return !isEmptyWord(word) && /\p{L}/u.test(word)
}

const PER_CHARACTER = 25

/** What a goal is taken for that there was no time to read. */
const UNREAD: Goal = { words: 0, isVague: true }

/**
 * Counts the words of a goal and finds out whether any of them says what is to be done, or to what. Beyond the budget
 * it is vague.
 */
export function goalOf(goal: string, budget: Budget): Goal {
  const cut = goal.slice(0, LENGTH)
  if (!spend(budget, cut.length * PER_CHARACTER)) return UNREAD
  const text = cut.normalize('NFKC').slice(0, LENGTH).toLowerCase().replaceAll('’', "'")
  const unspaced = text.match(UNSPACED) ?? []
  const spaced = spacedOf(text)
  const count = spaced.length + Math.ceil(lengthOf(unspaced) / PER_WORD)
  const said = lengthOf(text.replace(PHRASES, '').match(UNSPACED) ?? [])
  if (said >= SHORT_UNSPACED) return { words: count, isVague: false }
  const isShort = [...text.trim()].length < SHORT
  return { words: count, isVague: isShort || !spaced.some(says) }
}
