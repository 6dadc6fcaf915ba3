// Approvals in a real browser: no scripts, by keyboard, read aloud, attacked; COUNTERSIGN_LONG in all looks.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before, describe, it } from 'node:test'
import { ask, grant, makeWorld, member, read, use, type World } from './approvals-world.ts'
import { seriousFaults } from './axe.ts'
import { chromiumOfSuite, looks, noChromium } from './chromium.ts'
import { newPerson, type TestPerson } from './people.ts'

const MILD = { action: 'note', tool: 'notes:write', target: undefined }

describe('approvals in a browser', { skip: noChromium }, () => {
  const suite = chromiumOfSuite()
  let world: World
  let ada: TestPerson
  let calls = 0
  before(async () => {
    world = await makeWorld(suite.app)
    ada = await newPerson(suite.app, 'owner', { orgId: world.orgId })
  })

  async function asked(more: object = {}): Promise<{ id: string; url: string }> {
    const { id } = (await ask(world, { arguments: { call: ++calls }, ...more })).approval
    return { id, url: `${suite.chromium.origin}/o/${world.orgId}/approvals/${id}` }
  }

  it('are decided with scripts switched off', async () => {
    const { id, url } = await asked()
    const context = await suite.chromium.open(ada, { javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${suite.chromium.origin}/o/${world.orgId}/approvals`)
    await page.click(`a[href$="${id}"]`)
    assert.equal(page.url(), url)
    await page.fill('#reason', 'looked at it')
    await Promise.all([page.waitForURL(/done=grant/), page.click('button[value="grant"]')])
    assert.match((await page.textContent('main')) ?? '', /You approved it/)
    assert.equal((await read(world, id)).status, 'granted')
    await context.close()
  })

  it('are decided by keyboard, and by no key that was not meant for it', async () => {
    const { id, url } = await asked(MILD)
    const context = await suite.chromium.open(ada)
    const page = await context.newPage()
    await page.goto(url)
    await page.focus('#uses')
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    await page.focus('#reason')
    await page.keyboard.press('Enter')
    assert.equal(page.url(), url)
    assert.equal((await read(world, id)).decisions.length, 0)
    await page.fill('#uses', '')
    await page.focus('#reason')
    const order: string[] = []
    while (order.at(-1) !== 'Reject' && order.length < 20) {
      await page.keyboard.press('Tab')
      order.push(
        await page.evaluate<string>('document.activeElement.textContent || document.activeElement.id'),
      )
    }
    assert.deepEqual(order.slice(-2), ['Approve', 'Reject'])
    await Promise.all([page.waitForURL(/done=reject/), page.keyboard.press('Enter')])
    assert.equal((await read(world, id)).status, 'rejected')
    await context.close()
  })

  it('say so when somebody else has decided', async () => {
    const { id, url } = await asked(MILD)
    const context = await suite.chromium.open(ada)
    const page = await context.newPage()
    await page.goto(url)
    await page.fill('#reason', 'still typing')
    await grant(world, id, await member(world))
    await page.waitForSelector('#live.note')
    assert.match((await page.textContent('#live')) ?? '', /Something has changed/)
    assert.equal(await page.inputValue('#reason'), 'still typing')
    await context.close()
  })

  for (const [width, colorScheme] of looks(320)) {
    it(`have no serious fault for a screen reader, ${colorScheme} at ${width} pixels, and fit`, async () => {
      const first = await asked()
      await grant(world, first.id, await member(world, { name: 'Grace' }))
      await use(world, first.id, { arguments: { call: calls } })
      const { url } = await asked({
        arguments: { to: 'https://p\u0430ypal.com', pad: `x${' '.repeat(900)}`, long: 'x'.repeat(300) },
        declared: { goal: 'approve me' },
      })
      const again = await asked(MILD)
      await grant(world, again.id, await member(world))
      const context = await suite.chromium.open(ada, { colorScheme, viewport: { width, height: 800 } })
      const page = await context.newPage()
      const base = url.replace(/\/apr_.*/, '')
      for (const path of [url, again.url, base, `${base}/history`, `${base}/granted`]) {
        await page.goto(path)
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        assert.equal(wide, 0, path)
        assert.deepEqual(await seriousFaults(page, colorScheme), [])
      }
      await context.close()
    })
  }

  it('change nothing for who fetches every link ahead, embeds, frames or posts from another site', async () => {
    const { id, url } = await asked(MILD)
    const context = await suite.chromium.open(ada)
    const page = await context.newPage()
    await page.goto(url)
    const links = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('a[href], link[href], form[action]')]
      .map((element) => element.href || element.action).filter((href) => href.startsWith(location.origin))`)
    for (const link of links) {
      await context.request.get(link)
      await context.request.head(link)
    }
    const token = await page.getAttribute('input[name="csrf"]', 'value')
    const fields = await page.evaluate<string>(
      `[...document.querySelectorAll('form.decide input')].map((input) => input.outerHTML).join('')`,
    )
    assert.ok(token !== null && fields.includes(token), 'the attacker knows even the token')
    const evil = createServer((request, response) => {
      const body = request.url?.startsWith('/post')
        ? `<form method="post" action="${url}">${fields}<input name="decision" value="grant"></form><script>document.forms[0].submit()</script>`
        : `<img src="${url}?decision=grant"><link rel="prefetch" href="${url}"><iframe src="${url}"></iframe>`
      response.setHeader('content-type', 'text/html')
      response.end(`<!doctype html><body>${body}</body>`)
    })
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = evil.address() as AddressInfo
      // Another port is another origin of the same site: cookies are sent, and must not be enough.
      for (const host of ['127.0.0.1', 'localhost']) {
        await page.goto(`http://${host}:${port}/frame`)
        const frame = page.frames().find((one) => one !== page.mainFrame())
        const inside = await frame?.evaluate<string>('document.body.innerText').catch(() => 'blocked')
        assert.doesNotMatch(inside ?? '', /The exact call/)
        await page.goto(`http://${host}:${port}/post`).catch(() => undefined)
        await page.waitForURL((at) => at.port !== String(port))
        assert.match((await page.textContent('h1')) ?? '', /did not come from here/)
        const { status, decisions } = await read(world, id)
        assert.deepEqual([status, decisions.length], ['pending', 0])
      }
    } finally {
      evil.close()
      evil.closeAllConnections()
    }
    await page.goto(url)
    await Promise.all([page.waitForURL(/done=grant/), page.click('button[value="grant"]')])
    assert.equal((await read(world, id)).status, 'granted')
    await context.close()
  })
})
