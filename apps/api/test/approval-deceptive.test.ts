// Deceptive texts in a real browser are shown for what they are; with COUNTERSIGN_LONG, in up to 100 parts.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { makeWorld, read, type World } from './approvals-world.ts'
import { chromiumOfSuite, noChromium } from './chromium.ts'
import { CHARACTERS, PAYLOADS, type Payload } from './deceptive-payloads.ts'
import { newPerson, type TestPerson } from './people.ts'

/** What the DOM holds: the text of each part of the page with its marks as elements, and whatever does not belong. */
type Seen = {
  arguments: string
  words: string
  visible: string
  marks: { kind: string; words: string; place: string; isVisible: boolean }[]
  foreign: string[]
  pwned: boolean
}

/** Runs in the browser. A mark names the characters that it replaces. */
const LOOK = `(() => {
  function textOf(node) {
    if (node.nodeType === 3) return node.data
    if (node.localName !== 'mark') return [...node.childNodes].map(textOf).join('')
    const label = [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data).join('')
    const [, code, count] = /U\\+([0-9A-F]+).*?(?:× ([\\d,]+))?(?: spelling .*)?$/s.exec(label)
    const [, hides] = /spelling “(.*)”$/s.exec(label) ?? []
    if (hides !== undefined) return [...hides].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')
    return String.fromCodePoint(parseInt(code, 16)).repeat(Number((count ?? '1').replaceAll(',', '')))
  }
  function placeOf(mark) {
    return mark.closest('section')?.getAttribute('aria-labelledby') ?? ''
  }
  const regions = [...document.querySelectorAll('.json')]
  const words = document.querySelector('.fence .json')
  const known = new Set(['html','head','meta','title','link','body','a','header','nav','form','input','span','button','main','h1','h2','h3','p','div','section','dl','dt','dd','code','ul','li','strong','em','details','summary','pre','label','textarea','fieldset','legend','time','bdi','mark','script'])
  const foreign = [...document.querySelectorAll('*')].filter((element) =>
    !known.has(element.localName)
    || [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'style')
    || (element.localName === 'script' && !/^\\/assets\\/[\\w.]+$/.test(element.getAttribute('src') ?? '') )
    || (element.localName === 'form' && !(element.getAttribute('action') ?? '').startsWith('/'))
    || (element.localName === 'a' && !/^[/#]/.test(element.getAttribute('href') ?? ''))
    || (element.localName === 'button' && element.name === 'decision' && element.closest('form.decide') === null))
  return {
    arguments: textOf(regions[0]),
    words: words === null ? '' : textOf(words),
    visible: document.body.innerText,
    marks: [...document.querySelectorAll('mark')].map((mark) => ({
      kind: mark.className,
      words: mark.textContent,
      place: placeOf(mark),
      isVisible: mark.checkVisibility() && mark.getBoundingClientRect().width > 0,
    })),
    foreign: foreign.map((element) => element.outerHTML.slice(0, 200)),
    pwned: 'pwned' in window,
  }
})()`

/** What no text on a page may hold unmarked. */
const UNSEEN = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Co}\u0085\u2028\u2029\u2003]/u

/** Each mark is seen in every place where the text stands. */
function requireMarks({ text, marks }: Payload, seen: Seen): void {
  const places = ['call', 'words', ...(text === nameIn(text) ? ['agent'] : [])]
  for (const [kind, words] of marks) {
    const found = seen.marks.filter((mark) => mark.kind === kind && words.test(mark.words) && mark.isVisible)
    for (const wanted of places)
      assert.ok(
        found.some(({ place }) => place === wanted),
        `${wanted}: ${words}`,
      )
    const inCall = found.filter(({ place }) => place === 'call')
    assert.ok(inCall.length >= 4, 'as a value, a name, nested and in the target')
  }
}

/** The largest calls fill up to a hundred parts of a page; more than a few show nothing new. */
const isLong = process.env.COUNTERSIGN_LONG !== undefined

/** Marks of so many characters fit on one page. */
const ON_ONE_PAGE = 40

const NAME_MAX = 150

/** So much of a text is also in the name of its agent, which holds no control characters. */
function nameIn(text: string): string {
  return text.slice(0, NAME_MAX).replaceAll(/\p{Cc}/gu, '')
}

describe('a deceptive call', { skip: noChromium }, () => {
  const suite = chromiumOfSuite()
  let world: World
  let ada: TestPerson
  let page: Page
  before(async () => {
    world = await makeWorld(suite.app)
    ada = await newPerson(suite.app, 'approver', { orgId: world.orgId })
    page = await (await suite.chromium.open(ada)).newPage()
  })

  async function asked(body: object, agentName = 'an agent'): Promise<string> {
    const { key } = world
    const agent = await suite.app.must<{ id: string }>('/v1/agents', { key, body: { name: agentName } })
    const request = { agent_id: agent.id, action: 'delete_rows', ...body }
    return (await suite.app.must<{ approval: { id: string } }>('/v1/gate', { key, body: request })).approval
      .id
  }

  async function look(id: string, query = ''): Promise<Seen> {
    await page.goto(`${suite.chromium.origin}/o/${world.orgId}/approvals/${id}${query}`)
    return page.evaluate<Seen>(LOOK)
  }

  async function canonicalOf(id: string): Promise<string> {
    const path = `/v1/approvals/${id}/review`
    return (await suite.app.must<{ canonical: string }>(path, { key: world.key })).canonical
  }

  /** The text in five places of one call. */
  function callWith({ text }: Payload) {
    return {
      arguments: { value: text, [`${text}.`]: 1, nested: { list: [[{ deep: text }]] } },
      declared: { goal: text, side_effects: ['none', text] },
      target: { url: `https://bank.example/${text}` },
    }
  }

  for (const payload of PAYLOADS) {
    it(`with ${payload.name.slice(0, 40)} is shown for what it is`, async () => {
      const id = await asked(callWith(payload), `agent ${nameIn(payload.text)} 7`)
      const seen = await look(id)
      assert.equal(seen.arguments, await canonicalOf(id))
      assert.deepEqual(JSON.parse(seen.arguments), callWith(payload).arguments)
      assert.deepEqual(JSON.parse(seen.words), callWith(payload).declared)
      assert.deepEqual([seen.foreign, seen.pwned], [[], false])
      assert.doesNotMatch(seen.visible, UNSEEN)
      requireMarks(payload, seen)
      if (payload.marks.length > 0) assert.match(seen.visible, /kinds? of hidden or misleading characters/)
      else if (!/[^\x20-\x7e]/.test(payload.text)) assert.match(seen.visible, /nothing hidden was found/)
      assert.equal((await read(world, id)).status, 'pending')
    })
  }

  for (let at = 0; at < CHARACTERS.length; at += ON_ONE_PAGE) {
    const codes = CHARACTERS.slice(at, at + ON_ONE_PAGE)
    it(`with one of ${codes.length} single characters from the ${at}th on is shown for what it is`, async () => {
      const id = await asked({
        arguments: { values: codes.map((code) => `a${String.fromCodePoint(code)}b`) },
      })
      const seen = await look(id)
      assert.equal(seen.arguments, await canonicalOf(id))
      assert.doesNotMatch(seen.visible, UNSEEN)
      const shown = seen.marks.filter(({ place, isVisible }) => place === 'call' && isVisible)
      const missing = codes
        .map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`)
        .filter(
          (name) => !shown.some(({ words }) => new RegExp(`${name.replace('+', '\\+')}\\b`).test(words)),
        )
      assert.deepEqual(missing, [])
    })
  }

  it('are two hundred and more', () => {
    assert.ok(new Set([...PAYLOADS.map(({ text }) => text), ...CHARACTERS]).size >= 200)
  })

  it('names hosts that look like others, and what they really are', async () => {
    const { visible } = await look(
      await asked({ arguments: { to: 'https://p\u0430ypal.com/x', ok: 'https://bank.example' } }),
    )
    assert.match(visible, /looks like paypal\.com and is xn--pypal-4ve\.com/)
    assert.doesNotMatch(visible, /looks like bank/)
  })

  it('tells names apart that look the same', async () => {
    const id = await asked({ arguments: { amount: 5, '\u0430mount': 5000, 'amount\u200b': 9 } })
    const { marks, arguments: text } = await look(id)
    assert.equal(Object.keys(JSON.parse(text)).length, 3)
    assert.equal(marks.filter(({ place }) => place === 'call').length, 2)
  })

  it('leaves honest texts in other scripts alone', async () => {
    const text =
      'Gr\u00fc\u00dfe, \u6771\u4eac\u90fd, \u0928\u092e\u0938\u094d\u0924\u0947, \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \u2764\ufe0f'
    const { marks } = await look(await asked({ arguments: { text } }))
    assert.deepEqual(marks, [])
  })

  it('cannot have a tool, an action or an environment with such a name', async () => {
    for (const body of [
      { tool: 'a\u202eb' },
      { action: 'del\u200bete' },
      { action: 'x', environment: 'pr\u043ed' },
    ]) {
      const answer = await suite.app.call('/v1/gate', {
        key: world.key,
        body: { agent_id: world.agent, ...body },
      })
      assert.equal(answer.status, 400)
    }
  })

  for (const [name, args] of [
    ['a quarter of a megabyte of spaces', { safe: `ls${' '.repeat(240_000)}; rm -rf /` }],
    ['as many tags', { safe: `ls${'\u{e0041}'.repeat(55_000)}` }],
    ['one very long line', { line: 'all work and no play '.repeat(isLong ? 11_000 : 3000) }],
    [
      'many members',
      Object.fromEntries(Array.from({ length: isLong ? 6000 : 1000 }, (_, n) => [`member-${n}`, n])),
    ],
    ['deep nesting', JSON.parse(`{"a":${'['.repeat(55)}"x"${']'.repeat(55)}}`)],
    ['nothing but marks', { text: '\u200b\u200c'.repeat(isLong ? 9000 : 300) }],
  ] as [string, object][]) {
    it(`of ${name} is shown as a whole, in parts that are small`, async () => {
      const id = await asked({ arguments: args })
      const canonical = await canonicalOf(id)
      let [text, parts] = ['', 1]
      for (let part = 1; part <= parts; part++) {
        const path = `/o/${world.orgId}/approvals/${id}?part=${part}`
        const { text: html } = await ada.browser.get(path)
        assert.ok(Buffer.byteLength(html) < 250_000, `${Buffer.byteLength(html)} bytes`)
        const seen = await look(id, `?part=${part}`)
        assert.deepEqual([seen.foreign, seen.pwned], [[], false])
        text += seen.arguments
        const [, left, of] = /: ([\d,]+) of [\d,]+ characters are in other parts/.exec(seen.visible) ?? []
        parts = Number(/This is part \d+ of (\d+)/.exec(seen.visible)?.[1] ?? 1)
        assert.equal(left === undefined && of === undefined, parts === 1)
      }
      assert.equal(text, canonical)
    })
  }
})
