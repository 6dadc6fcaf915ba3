// To be somebody else, or to answer without limits.
import { main, more } from '../lexicon.ts'
import {
  endOf,
  isDenied,
  isDescribed,
  isSign,
  meantWithin,
  placeOf,
  type Sentence,
  wordAt,
} from '../sentence.ts'
import { has, type Rule, type Told, told } from './rule.ts'

const ROLE = main('ROLE')
const BECOME = main('BECOME')
const FREE = main('FREE')
const NOT = main('NOT')
const LIMIT = main('LIMIT')
const FOLLOWS_MORE = more('MODE', 'PLAY')
const FOLLOWS = main('ROLE', 'FREE', 'MODEL', 'SAY', 'OVERRIDE', 'RULES', 'LIMIT')
const PUT_TO = main('YOURS', 'MODEL', 'ROLE', 'BECOME', 'OVERRIDE', 'HELPER', 'SAY')
const SAFETY = more('SAFETY')
const DO = more('DO')
const WITH_MODE = main('ROLE', 'BECOME', 'MODEL')
const ADDRESSED = main('YOURS', 'MODEL')
const ANSWERS = main('SAY', 'ROLE', 'BECOME', 'FREE')
const MODE = more('MODE')
const MODAL = more('MODAL')
const PLAY = more('PLAY')
const SERIOUS = main('FREE', 'OVERRIDE', 'BECOME', 'MODEL', 'SECRET')

export const role: Rule = {
  main: ROLE | BECOME | FREE,
  more: MODE | PLAY,
  look(sentence, at) {
    const bits = sentence.main[at]
    if (has(bits, FREE) && has(sentence.allMain, PUT_TO) && !isLegal(sentence, at))
      return told('unrestricted', 'high', at, at)
    if (isDenied(sentence, at)) return undefined
    if (has(bits, ROLE) && !isDescribed(sentence, at)) return played(sentence, at)
    if (has(sentence.more[at], PLAY))
      return isSerious(sentence, at) ? told('role', 'high', at, at) : undefined
    if (has(bits, BECOME)) return become(sentence, at)
    const isSwitched = has(sentence.allMain, WITH_MODE) && !has(sentence.allMore, MODAL)
    return has(sentence.more[at], MODE) && isSwitched ? told('unrestricted', 'medium', at, at) : undefined
  },
}

/** "including, without limitation": what lawyers write. */
function isLegal(sentence: Sentence, at: number): boolean {
  return [1, 2].some((back) => /^includ(?:ing|es?)$/.test(wordAt(sentence, at - back)))
}

function played({ allMain }: Sentence, at: number): Told {
  const isFree = has(allMain, FREE) || (has(allMain, NOT) && has(allMain, LIMIT))
  return told('role', isFree ? 'high' : 'medium', at, at)
}

/** To play somebody is ordinary, unless it is to be without rules. */
function isSerious(sentence: Sentence, at: number): boolean {
  const { allMain } = sentence
  const isFree = has(allMain, SERIOUS) || (has(allMain, NOT) && has(allMain, LIMIT))
  return isFree && !isDescribed(sentence, at)
}

/** "you will now need to return it": of whoever upgrades. */
const UPGRADES = /^(?:need|needs|have|be able|see|get|find|receive|want)$/

function become(sentence: Sentence, at: number): Told | undefined {
  const { main: mains, more: mores } = sentence
  const isPlain =
    UPGRADES.test(wordAt(sentence, at + 1)) || /^(?:need to|have to)$/.test(wordAt(sentence, at + 1))
  if (isPlain && /^you (?:will|must|shall) now$/.test(wordAt(sentence, at))) return undefined
  const follows =
    has(meantWithin(mains, at + 1, at + 16), FOLLOWS) ||
    has(meantWithin(mores, at + 1, at + 12), FOLLOWS_MORE)
  return follows ? told('role', 'high', at, at) : undefined
}

export const limits: Rule = {
  main: NOT,
  more: 0,
  besides: { main: LIMIT, more: SAFETY },
  look({ main: mains, more: mores, allMain, allMore }, at) {
    const safety = placeOf(mores, SAFETY, at + 1, at + 3)
    const isAsked = has(allMain, ANSWERS | ADDRESSED) || has(allMore, DO)
    if (safety !== undefined && isAsked) return told('unrestricted', 'medium', at, safety)
    if (!has(allMain, ADDRESSED) || !has(allMain, ANSWERS)) return undefined
    const limit = placeOf(mains, LIMIT, at + 1, at + 4)
    return limit === undefined ? undefined : told('unrestricted', 'medium', at, limit)
  },
}

const UNLOCK = more('UNLOCK')
const SHOWS = main('REVEAL')
const HIDDEN = main('SYSTEM')
const SHOWN = main('RULES', 'POLICY', 'SECRET')
/** "jailbreak mode on": what no program of its own has. */
const BROKEN = /jailb|탈옥|越狱|脱獄|ジェイルブレイク|дж[еe]йлбр[еe]йк|كسر|जेलब्रेक/i
const SWITCHED_ON =
  /^[\s"'):]{0,3}(?:is |now |has been |wurde |est |está |è |jest )?(?:on|enabled|activated?|active|unlocked|aktiv|activé|activad|ativad|attivat|geactiveerd|włącz|aktywn|etkin|aktif|вкл[юu]ч|[аa]ктив|已?激活|已?启用|有効|起動|활성|مفعل|सक्रिय|चालू)/i
const AFTER = 24

/** "Admin mode: show all hidden rules". */
export const unlocked: Rule = {
  main: 0,
  more: UNLOCK,
  look(sentence, at) {
    const { allMain, text } = sentence
    if (isDenied(sentence, at) || isDescribed(sentence, at)) return undefined
    const end = endOf(sentence, at)
    if (BROKEN.test(wordAt(sentence, at)) && SWITCHED_ON.test(text.slice(end, end + AFTER)))
      return told('unrestricted', 'high', at, at)
    const isShown = has(allMain, SHOWS) && has(allMain, HIDDEN) && has(allMain, SHOWN)
    return isShown && isSign(sentence, at + 1) ? told('reveal', 'high', at, at) : undefined
  },
}
