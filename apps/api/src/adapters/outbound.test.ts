// Sending to addresses that tenants chose, against receivers that lie, hang, flood and redirect.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { after, describe, test } from 'node:test'
import { createOutbound, type OutboundOptions } from './outbound.ts'
import { readAllowed } from './outbound-allow.ts'

const open: { close(): void }[] = []
after(() => {
  for (const server of open) server.close()
})

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(server)
  return (server.address() as AddressInfo).port
}

/** A name server that has an IPv4 address, or none, for whatever it is asked for. */
async function nameServer(answerOf: (count: number) => string | undefined) {
  let count = 0
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 5
    const isA = query.readUInt16BE(end - 4) === 1
    if (isA) count += 1
    const found = isA ? answerOf(count) : undefined
    const header = Buffer.from(query.subarray(0, 12))
    header.writeUInt16BE(0x8180, 2)
    header.writeUInt16BE(found === undefined ? 0 : 1, 6)
    header.fill(0, 8)
    // The name of the question, type A, class IN, no time to live, four bytes.
    const record =
      found === undefined ? [] : [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...found.split('.').map(Number)]
    socket.send(Buffer.concat([header, query.subarray(12, end), Buffer.from(record)]), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  open.push(socket)
  return { address: `127.0.0.1:${socket.address().port}`, asked: () => count }
}

function receiver(answer: RequestListener): Promise<number> {
  return listen(createServer(answer))
}

function outbound(allow = '', more: Partial<OutboundOptions> = {}) {
  return createOutbound({ allowed: readAllowed(allow), ...more })
}

/** What a URL may not be without an allow-list: every notation of what is internal. */
const FORBIDDEN = [
  'http://example.com/',
  'ftp://example.com/',
  'https://user:pass@example.com/',
  'https://user@example.com/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://localhost/',
  'https://localhost./',
  'https://intranet/',
  'https://metadata.google.internal/',
  'https://127.0.0.1.nip.io/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://168.63.129.16/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[2002:7f00:1::]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[ff02::1]/',
  'https://\u2460\u2461\u2466.0.0.1/',
  'https://127\u30020\u30020\u30021/',
]

describe('the address', () => {
  test('of a URL is refused by its text where that tells', async () => {
    const { refusalOf, post } = outbound()
    for (const url of FORBIDDEN) {
      assert.notEqual(refusalOf(url), undefined, url)
      assert.deepEqual(await post(url, {}, '{}'), { error: 'forbidden_address' }, url)
    }
    for (const url of [
      'https://example.com/hook?x=1',
      'https://8.8.8.8:8443/',
      'https://[2606:4700::1111]/',
    ]) {
      assert.equal(refusalOf(url), undefined, url)
    }
  })

  test('that a name has is looked at as it is connected to: every one of them', async () => {
    let hits = 0
    const port = await receiver((_, response) => {
      hits += 1
      response.end()
    })
    const lists = [
      ['127.0.0.1'],
      ['93.184.215.14', '127.0.0.1'],
      ['169.254.169.254'],
      ['::ffff:10.0.0.1'],
      ['fd00::1'],
      ['not an address'],
    ]
    for (const addresses of lists) {
      const { post } = outbound('', { resolve: async () => addresses })
      const sent = await post(`https://rebound.example:${port}/`, {}, '{}')
      assert.deepEqual(sent, { error: 'forbidden_address' }, addresses.join())
    }
    assert.equal(hits, 0)
  })

  test('that flips between two look-ups is judged by the one that is connected to', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    const asked: string[] = []
    const { refusalOf, post } = outbound('', {
      timeoutMs: 300,
      async resolve(host) {
        asked.push(host)
        return answers[asked.length - 1] ?? ['127.0.0.1']
      },
    })
    const url = 'https://flips.example./'
    assert.equal(refusalOf(url), undefined)
    await post(url, {}, '{}')
    assert.deepEqual(await post(url, {}, '{}'), { error: 'forbidden_address' })
    assert.deepEqual(asked, ['flips.example', 'flips.example'])
  })

  test('is asked for anew each time: a name server that flips its answers gains nothing', async () => {
    let hits = 0
    const port = await receiver((_, response) => {
      hits += 1
      response.writeHead(204).end()
    })
    // First an address of nobody, then the one that it is after.
    const names = await nameServer((count) => (count === 1 ? '192.0.2.1' : '127.0.0.1'))
    const { post } = outbound('', { nameServers: [names.address], timeoutMs: 500 })
    const url = `https://rebinds.example:${port}/`
    assert.notDeepEqual(await post(url, {}, '{}'), { status: 204 })
    for (let n = 0; n < 3; n++) assert.deepEqual(await post(url, {}, '{}'), { error: 'forbidden_address' })
    assert.equal(names.asked(), 4)
    assert.equal(hits, 0)
    const trusting = outbound('rebinds.example', { nameServers: [names.address] })
    assert.deepEqual(await trusting.post(`http://rebinds.example:${port}/`, {}, '{}'), { status: 204 })
    const empty = await nameServer(() => undefined)
    const nobody = outbound('', { nameServers: [empty.address] })
    assert.deepEqual(await nobody.post(url, {}, '{}'), { error: 'unresolved' })
  })

  test('may be internal where the setting lists it, as a host, an address or a range', async () => {
    const port = await receiver((_, response) => response.writeHead(204).end())
    async function resolve() {
      return ['127.0.0.1']
    }
    for (const [allow, host] of [
      ['127.0.0.0/8', '127.0.0.1'],
      ['10.0.0.0/8, 127.0.0.1', '127.0.0.1'],
      ['receiver', 'receiver'],
      ['Receiver.internal', 'receiver.INTERNAL'],
    ] as const) {
      const sent = await outbound(allow, { resolve }).post(`http://${host}:${port}/`, {}, '{}')
      assert.deepEqual(sent, { status: 204 }, allow)
    }
    for (const allow of ['10.0.0.0/8', 'other', '127.0.0.2']) {
      const sent = await outbound(allow, { resolve }).post(`http://127.0.0.1:${port}/`, {}, '{}')
      assert.deepEqual(sent, { error: 'forbidden_address' }, allow)
    }
  })

  test('a setting that cannot be read is refused, and named', () => {
    for (const wrong of ['10.0.0.0/33', '10.0.0.0/8/8', 'a b', 'http://x', '10.0.0.0/x', '*']) {
      assert.throws(() => readAllowed(`127.0.0.1,${wrong}`), {
        message: new RegExp(wrong.replace(/[*/.]/g, '.')),
      })
    }
  })
})

describe('a receiver', () => {
  const here = { resolve: async () => ['127.0.0.1'] }

  test('gets body and headers as they were made', async () => {
    let seen: unknown
    const port = await receiver((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        seen = [
          request.method,
          request.url,
          request.headers['webhook-id'],
          request.headers['content-type'],
          body,
        ]
        response.writeHead(200).end('thank you')
      })
    })
    const sent = await outbound('127.0.0.1').post(
      `http://127.0.0.1:${port}/hook?a=1`,
      { 'webhook-id': 'evt_1' },
      '{"ü":1}',
    )
    assert.deepEqual(sent, { status: 200 })
    assert.deepEqual(seen, ['POST', '/hook?a=1', 'evt_1', 'application/json', '{"ü":1}'])
  })

  test('that redirects is not followed', async () => {
    let followed = 0
    const target = await receiver((_, response) => {
      followed += 1
      response.end()
    })
    for (const status of [301, 302, 303, 307, 308]) {
      for (const location of [`http://127.0.0.1:${target}/`, 'http://169.254.169.254/latest/meta-data/']) {
        const port = await receiver((_, response) => response.writeHead(status, { location }).end())
        assert.deepEqual(await outbound('127.0.0.1').post(`http://127.0.0.1:${port}/`, {}, '{}'), { status })
      }
    }
    assert.equal(followed, 0)
  })

  test('that never answers, or never stops, costs no more than the time and the bytes there are', async () => {
    const silent = await receiver(() => undefined)
    const dribbling = await receiver((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const sockets: Socket[] = []
    const mute = await listen(createTcpServer((socket) => sockets.push(socket)))
    for (const port of [silent, dribbling, mute]) {
      const { post } = outbound('127.0.0.1', { timeoutMs: 200 })
      const sent = await post(`http://127.0.0.1:${port}/`, {}, '{}')
      assert.ok('error' in sent ? sent.error === 'timeout' : port === dribbling, JSON.stringify(sent))
    }
    for (const socket of sockets) socket.destroy()
    let written = 0
    const flooding = await receiver((_, response) => {
      response.writeHead(200)
      function more() {
        while (written < 1e9 && response.write(Buffer.alloc(64 * 1024))) written += 64 * 1024
      }
      response.on('drain', more)
      more()
    })
    assert.deepEqual(await outbound('127.0.0.1').post(`http://127.0.0.1:${flooding}/`, {}, '{}'), {
      status: 200,
    })
    assert.ok(written < 50e6, `${written} bytes were taken`)
  })

  test('says whether a server is missing, hangs up or has no certificate', async () => {
    const gone = createTcpServer()
    const port = await listen(gone)
    await new Promise<void>((resolve) => gone.close(() => resolve()))
    const hanging = await listen(createTcpServer((socket) => socket.destroy()))
    const plain = await receiver((_, response) => response.end())
    const { post } = outbound('127.0.0.1, nowhere', here)
    assert.deepEqual(await post(`http://127.0.0.1:${port}/`, {}, '{}'), { error: 'refused_connection' })
    assert.deepEqual(await post(`http://127.0.0.1:${hanging}/`, {}, '{}'), { error: 'broken' })
    assert.deepEqual(await post(`https://127.0.0.1:${plain}/`, {}, '{}'), { error: 'tls' })
    const unknown = outbound('nowhere', { resolve: async () => [] })
    assert.deepEqual(await unknown.post('http://nowhere/', {}, '{}'), { error: 'unresolved' })
  })

  test('is let go when the service stops', async () => {
    const port = await receiver(() => undefined)
    const { post, close } = outbound('127.0.0.1')
    const sent = post(`http://127.0.0.1:${port}/`, {}, '{}')
    close()
    assert.deepEqual(await sent, { error: 'broken' })
  })
})
