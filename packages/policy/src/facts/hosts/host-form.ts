// Whether a text is a host by its own form, whatever the member is called that holds it.
import { address6, addresses4 } from './address.ts'

// What names end in on the public network and in private ones, besides the two letters of a country. A word that ends
// otherwise is a host only where one is asked for.
const ENDINGS = new Set(
  `com org net edu gov mil int info biz name pro mobi museum coop aero asia cat jobs post tel travel xxx app dev page
  cloud online site website web tech store shop blog xyz top club live life world today space fun icu vip work works
  team group agency digital media news email mail chat social network systems solutions services support software tools
  computer codes design studio build builders company consulting business finance financial money bank credit capital
  fund loans exchange trade market markets trading insurance tax legal law health care clinic hospital dental bio
  science academy school education university institute energy earth green eco land house homes property estate realty
  restaurant cafe bar pizza coffee food kitchen wine beer farm garden pet photo photos photography pics gallery art
  music band video film movie show theater game games play bet casino poker sport sports football fit yoga run bike auto
  car cars taxi holiday hotel flights vacations tours city country global international africa london berlin paris tokyo
  nyc amsterdam wien swiss bayern hamburg koeln eus gal scot wales quebec moscow link click download stream host hosting
  server domains zone wiki guide review reviews report press ltd gmbh inc llc sarl foundation charity ngo ong church
  google amazon aws azure microsoft apple goog youtube android bmw sap dell ibm cisco oracle
  test example invalid localhost local localdomain internal intranet private lan corp home svc onion arpa i2p bit eth alt
  zip mov dad phd prof esq foo boo new ing meme nexus rsvp how soy ads here eat day channel prime
  buzz cool best party review loan men win bid date faith cricket accountant stream racing science trade webcam monster
  rest cyou sbs cfd bond quest hair beauty skin makeup autos boats yachts motorcycles lol wtf ninja guru expert
  tips plus max one red blue pink black lat ooo rocks rip moe moi uno ryukyu kiwi rodeo dance fail fyi gold golf
  haus immo jetzt kaufen reisen shiksha singles surf tienda vote voto voyage`
    .trim()
    .split(/\s+/),
)

// Two letters that end the names of many files and of few hosts: alone behind one dot they are taken for a file.
const FILE_ENDINGS = new Set(
  'md sh py rs pl ps so cc js ts go rb kt cs fs vb hs mm ml lua mod sum zip mov app run dev page'.split(' '),
)

const LABELS = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+([a-z][a-z0-9-]*[a-z0-9])\.?$/
const PARTS = /^([^\s/?#:@\\]+)(:[0-9]{1,5})?([/?#][^\s]*)?$/
const VERSION = /^[v=^~<>]*[0-9]+(?:\.[0-9x*]+)*(?:[-+].*)?$/
const LENGTH = 2048

function isKnownEnding(ending: string): boolean {
  return /^[a-z]{2}$/.test(ending) || ending.startsWith('xn--') || ENDINGS.has(ending)
}

const FILE_OF_WEB = /^(?:html?|json|xml|txt|csv|png|jpe?g|gif|svg|pdf|ya?ml|css)$/

/** Whether a name is one of a host: with dots, and an ending that names have. */
function isHostName(name: string, isSure: boolean, isAsked: boolean): boolean {
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  const ending = LABELS.exec(name)?.[1]
  if (ending === undefined) return false
  if (FILE_ENDINGS.has(ending) && !isSure && !name.startsWith('www.') && name.split('.').length === 2)
    return false
  return isAsked ? !FILE_OF_WEB.test(ending) : isKnownEnding(ending)
}

const ADDRESS4 = /^[0-9a-fx.]+$/i
const QUAD = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/

function isAddress4(name: string, isAsked: boolean): boolean {
  if (!ADDRESS4.test(name) || name.split('.').length !== 4) return false
  return (isAsked || !VERSION.test(name) || QUAD.test(name)) && addresses4(name).length > 0
}

const BRACKETED = /^\[[0-9a-f:.%]+\](?::[0-9]+)?(?:\/|$)/i
const ADDRESS6 = /^[0-9a-f]*:[0-9a-f:.]+$/i

function isAddress6(text: string): boolean {
  if (BRACKETED.test(text)) return true
  return ADDRESS6.test(text) && text.length > 3 && address6(text.toLowerCase()) !== undefined
}

/**
 * Whether a whole text is a host, with or without a port and a path. Where the tool is one that goes somewhere, a name
 * with any ending is one.
 */
export function isHostForm(given: string, isAsked: boolean): boolean {
  if (given.length > LENGTH) return false
  const text = given.trim().normalize('NFKC').toLowerCase().replaceAll('\u3002', '.')
  if (isAddress6(text)) return true
  const [, name = '', port, rest] = PARTS.exec(text.startsWith('*.') ? text.slice(2) : text) ?? []
  if (name === '') return false
  if (isAddress4(name, isAsked)) return true
  if (VERSION.test(name)) return false
  const isSure = port !== undefined || (isAsked && rest !== undefined)
  return isHostName(name, isSure, isAsked) || (port !== undefined && name === 'localhost')
}

const SHARE = /^(?:\\\\|\/\/)(?![.?][\\/])([^\\/\s]+)(?:[\\/]|$)/

/** The machine that a share lies on: `\\host\share`; with slashes only where the name is one of a host. */
export function hostOfShare(text: string): string | undefined {
  const host = SHARE.exec(text)?.[1]
  if (host === undefined) return undefined
  const name = host.split('@')[0] ?? host
  return text.startsWith('\\') || isHostForm(name, false) ? name : undefined
}

const MAIL = /^[^\s@,;:/\\<>"']+@(?:[\p{L}\p{N}_-]+\.)+[\p{L}\p{N}-]{2,}$/u

/** Whether a whole text is the address of a mailbox. */
export function isMailAddress(text: string): boolean {
  return text.length <= 320 && MAIL.test(text)
}

const COPIED = /^(?:[\w.+-]+@)?([\w.-]+):(?!\d+(?:\/|$))(?:[^:]|$)/

/** The machine that something is copied from or to: `git@host:path`, `host:/path`. */
export function hostOfCopy(text: string): string | undefined {
  const host = COPIED.exec(text)?.[1]
  if (host === undefined) return undefined
  const isSsh = /^[\w.+-]+@/.test(text)
  return isHostForm(host, isSsh) ? host : undefined
}
