// Attacks on approvals: logs that are signed, but whose receipts use or decide one that does not allow it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { receiptId } from '@countersign/terms'
import { approvalBinding, bindingDigest } from '../src/index.ts'
import { assertValid, check, failureOf, suite } from './attack.ts'
import * as make from './make.ts'

const OTHER_MEMBER = 'mem_01bx5zzkbkactav9wevgemmvrz'
const OTHER_AGENT = 'agt_01bx5zzkbkactav9wevgemmvrz'
const OTHER_DIGEST = `sha256:${'0'.repeat(64)}`

type Grant = { by?: string; groups?: string[]; at?: object }

function decisionOf(by: string, groups?: string[]) {
  return { by, via: 'session', role: 'approver', ...(groups && { groups }) }
}

function grant(log: make.TestLog, pending: make.Entry, given: number, more: Grant = {}): void {
  const { by = make.MEMBER, groups, at } = more
  make.addApproval(log, pending, 'approval.granted', {
    actor: by,
    decision: decisionOf(by, groups),
    approval: { given, ...at },
  })
}

function end(log: make.TestLog, pending: make.Entry, type: 'approval.expired' | 'approval.withdrawn'): void {
  make.addApproval(log, pending, type, { approval: { given: 1 } })
}

function reject(log: make.TestLog, pending: make.Entry, given: number): void {
  make.addApproval(log, pending, 'approval.rejected', {
    actor: OTHER_MEMBER,
    decision: decisionOf(OTHER_MEMBER),
    approval: { given },
  })
}

type Then = (log: make.TestLog, pending: make.Entry) => void

/** The report on a log in which a gate asks for an approval, and what follows. */
function reportOn(then: Then, asked: object = {}, options: { from?: number } = {}) {
  const log = make.createLog()
  then(log, make.addPending(log, asked))
  make.signCommit(log)
  return check(make.bundleOf(log, { disclose: false, ...options }))
}

function attack(then: Then, asked: object = {}): string {
  return failureOf(reportOn(then, asked))
}

/** When the receipt at this place of the log is issued. */
function timeOf(seq: number): number {
  return make.START_MS + seq * 1000
}

/** Of the receipt at 5 of the log, issued at another time. */
function at(time: number): object {
  return { issued_at: time, id: receiptId(time, 5) }
}

const TWENTY = { grant: { uses: 20, minutes: 60 } }
const TWO_OF_SRE = { required: 2, group: 'sre', also: [{ required: 1, group: 'security' }] }

test('what an approval allows verifies', () => {
  const allowed: [Then, object?][] = [
    [
      (log, pending) => {
        grant(log, pending, 1)
        make.addUse(log, pending)
      },
    ],
    [
      (log, pending) => {
        grant(log, pending, 1, { groups: ['sre'] })
        grant(log, pending, 2, { by: OTHER_MEMBER, groups: ['security', 'sre'] })
        make.addUse(log, pending, { approval: { use: 1 } })
      },
      TWO_OF_SRE,
    ],
    // A grant for minutes reaches beyond the time for deciding: the receipts after the gate are at 3, 4 and 5.
    [
      (log, pending) => {
        grant(log, pending, 1, { at: { grant: { uses: 2, minutes: 1 } } })
        for (const use of [1, 2]) make.addUse(log, pending, { approval: { use } })
      },
      { expires_at: timeOf(4), ...TWENTY },
    ],
    // The fewest uses and the shortest time count, from the last grant on.
    [
      (log, pending) => {
        grant(log, pending, 1, { at: { grant: { uses: 9, minutes: 1 } } })
        grant(log, pending, 2, { by: OTHER_MEMBER, at: { grant: { uses: 2, minutes: 60 } } })
        make.addUse(log, pending, at(timeOf(64) - 1))
      },
      { required: 2, ...TWENTY },
    ],
    [
      (log, pending) => {
        grant(log, pending, 1)
        reject(log, pending, 1)
      },
    ],
    // A member who granted it may take that back, also after a use.
    [
      (log, pending) => {
        grant(log, pending, 1, { by: OTHER_MEMBER, at: { grant: { uses: 2, minutes: 1 } } })
        make.addUse(log, pending)
        reject(log, pending, 1)
      },
      TWENTY,
    ],
  ]
  for (const [then, asked] of allowed) assertValid(reportOn(then, asked))
})

test('an approval that was not granted, or not by enough members, cannot be used', () => {
  const attacks: [Then, object?][] = [
    [(log, pending) => make.addUse(log, pending)],
    // No gate of the log asked for it.
    [
      (log, pending) => {
        grant(log, pending, 1)
        make.addUse(log, pending, { approval: { id: 'apr_01arz3ndektsv4rrffq6999999' } })
      },
    ],
    [
      (log, pending) => {
        grant(log, pending, 1)
        make.addUse(log, pending)
      },
      { required: 2 },
    ],
    // Enough of one group, and none of the other.
    [
      (log, pending) => {
        grant(log, pending, 1, { groups: ['sre'] })
        grant(log, pending, 2, { by: OTHER_MEMBER, groups: ['sre'] })
        make.addUse(log, pending)
      },
      TWO_OF_SRE,
    ],
    // Enough members, but one of them of no group.
    [
      (log, pending) => {
        grant(log, pending, 1, { groups: ['sre', 'security'] })
        grant(log, pending, 2, { by: OTHER_MEMBER })
        make.addUse(log, pending)
      },
      TWO_OF_SRE,
    ],
    // The grant comes too late.
    [
      (log, pending) => {
        make.addUse(log, pending)
        grant(log, pending, 1)
      },
    ],
    // Only another gate's approval was granted.
    [
      (log, pending) => {
        grant(log, make.addPending(log), 1)
        make.addUse(log, pending)
      },
    ],
  ]
  for (const [at, [then, asked]] of attacks.entries())
    assert.equal(attack(then, asked), 'links.approval', String(at))
})

test('a grant of another digest or for another gate, of a member who granted already, does not verify', () => {
  const attacks: Then[] = [
    (log, pending) => grant(log, pending, 1, { at: { digest: OTHER_DIGEST } }),
    (log, pending) => grant(log, pending, 1, { at: { id: 'apr_01arz3ndektsv4rrffq6999999' } }),
    // Another gate asked for the approval of that name.
    (log, pending) => grant(log, make.addPending(log), 1, { at: make.approvalOf(pending) }),
    (log, pending) => {
      grant(log, pending, 1)
      grant(log, pending, 2)
    },
  ]
  for (const [at, then] of attacks.entries())
    assert.equal(attack(then, { required: 2 }), 'links.approval', String(at))
})

test('grants that are counted wrong do not verify', () => {
  const counts = [[2], [9999], [1, 1], [1, 3]]
  for (const given of counts) {
    function then(log: make.TestLog, pending: make.Entry): void {
      const [first = 0, second] = given
      grant(log, pending, first)
      if (second !== undefined) grant(log, pending, second, { by: OTHER_MEMBER })
    }
    assert.equal(attack(then, { required: 2 }), 'links.approval', given.join())
  }
  assert.equal(
    attack((log, pending) => reject(log, pending, 1)),
    'links.approval',
  )
})

test('an approval is neither granted nor used once its time is over', () => {
  const attacks: [Then, object?][] = [
    [(log, pending) => grant(log, pending, 1), { expires_at: timeOf(3) }],
    [
      (log, pending) => {
        grant(log, pending, 1)
        make.addUse(log, pending)
      },
      { expires_at: timeOf(4) },
    ],
    // The shortest time of all grants counts: the grants are at 3 and 4.
    [
      (log, pending) => {
        grant(log, pending, 1, { at: { grant: { uses: 1, minutes: 1 } } })
        grant(log, pending, 2, { by: OTHER_MEMBER, at: { grant: { uses: 1, minutes: 60 } } })
        make.addUse(log, pending, at(timeOf(64)))
      },
      { required: 2, ...TWENTY },
    ],
    // A grant for one use keeps the time that was asked for.
    [
      (log, pending) => {
        grant(log, pending, 1, { at: { grant: { uses: 1, minutes: 60 } } })
        grant(log, pending, 2, { by: OTHER_MEMBER })
        make.addUse(log, pending)
      },
      { required: 2, expires_at: timeOf(5), ...TWENTY },
    ],
    // One that enough members granted is granted no more, which could put its end off.
    [
      (log, pending) => {
        grant(log, pending, 1, { at: { grant: { uses: 2, minutes: 1 } } })
        grant(log, pending, 2, { by: OTHER_MEMBER, at: { grant: { uses: 2, minutes: 1 } } })
      },
      TWENTY,
    ],
    [
      (log, pending) => {
        end(log, pending, 'approval.expired')
        grant(log, pending, 1)
      },
    ],
  ]
  for (const [at, [then, asked]] of attacks.entries())
    assert.equal(attack(then, asked), 'links.approval', String(at))
})

test('an approval is used no more often than it allows, and each use is counted', () => {
  const twice = { grant: { uses: 2, minutes: 60 } }
  const attacks: Then[] = [
    (log, pending) => {
      grant(log, pending, 1)
      make.addUse(log, pending)
      make.addUse(log, pending)
    },
    // A grant without a limit of its own counts as one use.
    (log, pending) => {
      grant(log, pending, 1, { at: twice })
      make.addUse(log, pending)
      make.addUse(log, pending)
    },
    (log, pending) => {
      grant(log, pending, 1, { at: twice })
      for (const use of [1, 2, 3]) make.addUse(log, pending, { approval: { use } })
    },
    (log, pending) => {
      grant(log, pending, 1, { at: twice })
      make.addUse(log, pending, { approval: { use: 2 } })
    },
    (log, pending) => {
      grant(log, pending, 1, { at: twice })
      for (const use of [1, 1]) make.addUse(log, pending, { approval: { use } })
    },
  ]
  for (const [at, then] of attacks.entries()) assert.equal(attack(then, TWENTY), 'links.approval', String(at))
  function mixed(log: make.TestLog, pending: make.Entry): void {
    grant(log, pending, 1, { at: twice })
    grant(log, pending, 2, { by: OTHER_MEMBER })
    for (const use of [1, 2]) make.addUse(log, pending, { approval: { use } })
  }
  assert.equal(attack(mixed, { required: 2, ...TWENTY }), 'links.approval')
})

test('another group is enough from its time on, in place of the demand that names it and of no other', () => {
  const leads = { at: timeOf(4), required: 1, group: 'leads' }
  const asked = { required: 2, group: 'sre', escalation: leads }
  function by(...grants: string[][]): Then {
    return (log, pending) => {
      const members = [make.MEMBER, OTHER_MEMBER, 'mem_01cx5zzkbkactav9wevgemmvrz']
      for (const [at, groups] of grants.entries())
        grant(log, pending, at + 1, { ...(members[at] && { by: members[at] }), groups })
      make.addUse(log, pending)
    }
  }
  const security = { also: [{ required: 1, group: 'security' }] }
  // The first grant is at 3, the second at 4.
  assertValid(reportOn(by(['sre'], ['leads']), asked))
  assertValid(reportOn(by(['security'], ['leads']), { ...asked, ...security }))
  const attacks: [Then, object][] = [
    [by(['leads']), asked],
    [by(['leads'], ['sre']), asked],
    [by(['sre'], ['leads']), { ...asked, ...security }],
    [by(['sre'], ['leads']), { ...asked, escalation: { ...leads, required: 2 } }],
    [by(['sre'], ['leads']), { required: 2, group: 'sre' }],
  ]
  for (const [at, [then, of]] of attacks.entries())
    assert.equal(attack(then, of), 'links.approval', String(at))
})

const WEBHOOK = 'whk_01arz3ndektsv4rrffq69g5fav'
const OTHER_WEBHOOK = 'whk_01bx5zzkbkactav9wevgemmvrz'

function link(log: make.TestLog, by = make.MEMBER, webhook = WEBHOOK): void {
  make.add(log, 'member.slack_linked', { actor: by, member: { id: by }, webhook: { id: webhook } })
}

/** What happens before the gate, and what it asks for; then a decision in Slack. */
type InSlack = [first: (log: make.TestLog) => void, asked?: object, type?: 'granted' | 'rejected']

/** The receipts of the links begin at 2. */
function decidedInSlack([first, asked = {}, type = 'granted']: InSlack, options: { from?: number } = {}) {
  const log = make.createLog()
  first(log)
  const pending = make.addPending(log, asked)
  make.addApproval(log, pending, `approval.${type}`, {
    actor: make.MEMBER,
    decision: { ...decisionOf(make.MEMBER), via: 'slack' },
    approval: { given: type === 'granted' ? 1 : 0 },
  })
  make.signCommit(log)
  return check(make.bundleOf(log, { disclose: false, ...options }))
}

function changed(log: make.TestLog, more: object, id = WEBHOOK): void {
  make.add(log, 'webhook.changed', { webhook: { id, ...more } })
}

test('a decision in Slack is of a member who is linked there then, and is enough alone', () => {
  const allowed: InSlack[] = [
    // Logs from before members were linked.
    [() => undefined],
    [(log) => link(log)],
    [(log) => link(log), {}, 'rejected'],
    [(log) => link(log), { escalation: { at: timeOf(90), required: 1, group: 'leads' } }],
    [
      (log) => {
        link(log)
        changed(log, { status: 'active' })
        changed(log, { secret: 'rotated' }, OTHER_WEBHOOK)
        make.add(log, 'webhook.removed', { webhook: { id: OTHER_WEBHOOK } })
      },
    ],
    [
      (log) => {
        link(log)
        changed(log, { secret: 'rotated' })
        link(log)
      },
    ],
    [
      (log) => {
        link(log)
        link(log, make.MEMBER, OTHER_WEBHOOK)
        changed(log, { secret: 'rotated' })
      },
    ],
  ]
  for (const made of allowed) assertValid(decidedInSlack(made))
  const attacks: InSlack[] = [
    // Only somebody else is linked.
    [(log) => link(log, OTHER_MEMBER)],
    [
      (log) => {
        link(log)
        make.add(log, 'member.slack_unlinked', { member: { id: make.MEMBER }, webhook: { id: WEBHOOK } })
      },
    ],
    [
      (log) => {
        link(log)
        changed(log, { secret: 'rotated' })
      },
    ],
    [
      (log) => {
        link(log)
        make.add(log, 'webhook.removed', { webhook: { id: WEBHOOK } })
      },
    ],
    [(log) => link(log), { required: 2 }],
    [(log) => link(log), { required: 2 }, 'rejected'],
    [(log) => link(log), { also: [{ required: 1, group: 'security' }] }],
    [(log) => link(log), { escalation: { at: timeOf(90), required: 2, group: 'leads' } }],
  ]
  for (const [at, made] of attacks.entries())
    assert.equal(failureOf(decidedInSlack(made)), 'links.approval', String(at))
})

test('a window that begins after a member was linked cannot tell, and one that ends the link can', () => {
  function both(log: make.TestLog): void {
    link(log)
    make.signCommit(log)
    link(log, OTHER_MEMBER)
  }
  function ended(log: make.TestLog): void {
    both(log)
    make.add(log, 'member.slack_unlinked', { member: { id: make.MEMBER }, webhook: { id: WEBHOOK } })
  }
  assertValid(decidedInSlack([both], { from: 3 }))
  assert.equal(failureOf(decidedInSlack([ended], { from: 3 })), 'links.approval')
})

const THIRD_MEMBER = 'mem_01cx5zzkbkactav9wevgemmvrz'

function grantFor(log: make.TestLog, pending: make.Entry, given: number, by: string, other: string): void {
  make.addApproval(log, pending, 'approval.granted', {
    actor: by,
    decision: { ...decisionOf(by), for: other },
    approval: { given },
  })
}

/** The member stands in for the other; the receipts after that and the gate are at 4, 5 and 6. */
function substituted(then: Then, more: { from?: number; until?: number; by?: string } = {}) {
  const { from = make.START_MS, until = timeOf(100), by = make.MEMBER } = more
  const log = make.createLog()
  make.add(log, 'member.changed', { member: { id: OTHER_MEMBER, substitute: { id: by, from, until } } })
  then(log, make.addPending(log, { required: 2 }))
  make.signCommit(log)
  return check(make.bundleOf(log, { disclose: false }))
}

test('a substitute decides for the member who named them, in that time, and each of them counts once', () => {
  const standsIn: Then = (log, pending) => {
    grantFor(log, pending, 1, make.MEMBER, OTHER_MEMBER)
    grant(log, pending, 2, { by: THIRD_MEMBER })
    make.addUse(log, pending)
  }
  assertValid(substituted(standsIn))
  assertValid(substituted(standsIn, { from: timeOf(4), until: timeOf(5) }))
  const times = [{ from: timeOf(5) }, { until: timeOf(4) }, { by: THIRD_MEMBER }]
  for (const more of times)
    assert.equal(failureOf(substituted(standsIn, more)), 'links.approval', JSON.stringify(more))
  assert.equal(attack(standsIn, { required: 2 }), 'links.approval')
  // Who named them before the window is not known in it.
  assertValid(reportOn(standsIn, { required: 2 }, { from: 2 }))
  const twice: Then[] = [
    (log, pending) => {
      grantFor(log, pending, 1, make.MEMBER, OTHER_MEMBER)
      grant(log, pending, 2, { by: OTHER_MEMBER })
    },
    (log, pending) => {
      grant(log, pending, 1, { by: OTHER_MEMBER })
      grantFor(log, pending, 2, make.MEMBER, OTHER_MEMBER)
    },
    (log, pending) => {
      grant(log, pending, 1, { by: make.MEMBER })
      grantFor(log, pending, 2, make.MEMBER, OTHER_MEMBER)
    },
    (log, pending) => {
      make.add(log, 'member.removed', { member: { id: OTHER_MEMBER } })
      grantFor(log, pending, 1, make.MEMBER, OTHER_MEMBER)
    },
  ]
  for (const [at, then] of twice.entries())
    assert.equal(failureOf(substituted(then)), 'links.approval', String(at))
})

test('nothing is granted beyond what was fixed when the gate opened', () => {
  const given = [
    { uses: 21, minutes: 60 },
    { uses: 20, minutes: 61 },
  ]
  for (const limits of given) {
    function then(log: make.TestLog, pending: make.Entry): void {
      grant(log, pending, 1, { at: { grant: limits } })
    }
    assert.equal(attack(then, TWENTY), 'links.approval', JSON.stringify(limits))
  }
  function once(log: make.TestLog, pending: make.Entry): void {
    grant(log, pending, 1, { at: { grant: { uses: 1, minutes: 1 } } })
  }
  assert.equal(attack(once), 'links.approval')
})

test('an approval that was rejected, withdrawn or has expired cannot be used or granted', () => {
  const ends: Then[] = [
    (log, pending) => reject(log, pending, 1),
    (log, pending) => end(log, pending, 'approval.withdrawn'),
    (log, pending) => end(log, pending, 'approval.expired'),
  ]
  const attempts: Then[] = [
    make.addUse,
    (log, pending) => grant(log, pending, 2, { by: 'mem_01cx5zzkbkactav9wevgemmvrz' }),
    (log, pending) => end(log, pending, 'approval.withdrawn'),
  ]
  for (const [at, ending] of ends.entries()) {
    for (const attempt of attempts) {
      function then(log: make.TestLog, pending: make.Entry): void {
        grant(log, pending, 1)
        ending(log, pending)
        attempt(log, pending)
      }
      assert.equal(attack(then), 'links.approval', String(at))
    }
  }
})

const OTHER_CALLS: object[] = [
  { agent: OTHER_AGENT },
  { session: 'sess-2' },
  { environment: 'staging' },
  { policy: { version: 4, digest: `sha256:${'ab'.repeat(32)}` } },
  { action: { name: 'config_delete', tool: 'sql:execute' } },
]

test('an approval cannot be used for another call, with its own digest or with that of the call', () => {
  for (const other of OTHER_CALLS) {
    function use(log: make.TestLog, pending: make.Entry): void {
      grant(log, pending, 1)
      make.addUse(log, pending, other)
    }
    function bind(log: make.TestLog, pending: make.Entry): void {
      grant(log, pending, 1)
      const { payload } = make.addUse(log, pending, other)
      assert.ok(payload.type === 'gate.allowed' && payload.approval !== undefined)
      log.entries.pop()
      const approval = { ...payload.approval, digest: bindingDigest(suite, approvalBinding(payload)) }
      make.append(log, { ...payload, approval })
    }
    assert.equal(attack(use), 'payload.binding', JSON.stringify(other))
    assert.equal(attack(bind), 'links.approval', JSON.stringify(other))
  }
})

test('an approval cannot be used for the same call with other arguments', () => {
  function then(log: make.TestLog, pending: make.Entry): void {
    grant(log, pending, 1)
    make.addGate(log, 'gate.allowed', 'allow', { approval: { ...make.approvalOf(pending), use: 1 } })
  }
  assert.equal(attack(then), 'payload.binding')
})

test('an approval that was asked for before the window is not checked, but is bound to the call', () => {
  function use(more: object) {
    return (log: make.TestLog, pending: make.Entry) => {
      grant(log, pending, 1)
      make.addUse(log, pending, more)
      make.addUse(log, pending, more)
    }
  }
  assertValid(reportOn(use({}), {}, { from: 4 }))
  assert.equal(failureOf(reportOn(use({ agent: OTHER_AGENT }), {}, { from: 4 })), 'payload.binding')
})

type Standing = { role?: string; groups?: string[] }

/** What takes the right to decide from a member. */
const LOSSES: ((log: make.TestLog, id: string) => void)[] = [
  (log, id) => make.add(log, 'member.removed', { member: { id } }),
  (log, id) => change(log, id, { role: 'auditor' }),
  (log, id) => change(log, id, { groups: ['security'] }),
]

function change(log: make.TestLog, id: string, more: Standing): void {
  make.add(log, 'member.changed', { member: { id, ...more } })
}

const OF_SRE = { required: 1, group: 'sre' }

test('a grant does not outlive the right of its member to decide', () => {
  for (const [at, lose] of LOSSES.entries()) {
    function lost(log: make.TestLog, pending: make.Entry): void {
      grant(log, pending, 1, { groups: ['security', 'sre'] })
      lose(log, make.MEMBER)
    }
    const used = attack((log, pending) => {
      lost(log, pending)
      make.addUse(log, pending)
    }, OF_SRE)
    assert.equal(used, 'links.approval', `loss ${at}`)
    const counted = attack((log, pending) => {
      lost(log, pending)
      grant(log, pending, 2, { by: OTHER_MEMBER, groups: ['sre'] })
    }, OF_SRE)
    assert.equal(counted, 'links.approval', `loss ${at}`)
    const again = reportOn((log, pending) => {
      lost(log, pending)
      grant(log, pending, 1, { by: OTHER_MEMBER, groups: ['sre'] })
      make.addUse(log, pending)
    }, OF_SRE)
    assertValid(again)
  }
})

test('a grant outlives what takes no right from its member', () => {
  const kept: Standing[] = [{ role: 'owner' }, { groups: ['sre'] }]
  for (const more of kept) {
    const report = reportOn((log, pending) => {
      grant(log, pending, 1, { groups: ['security', 'sre'] })
      change(log, make.MEMBER, more)
      make.add(log, 'member.removed', { member: { id: OTHER_MEMBER } })
      make.addUse(log, pending)
    }, OF_SRE)
    assertValid(report)
  }
})

test('whoever may decide again grants again, and what was used before counts', () => {
  const limits = { at: { grant: { uses: 2, minutes: 60 } } }
  function then(uses: number): Then {
    return (log, pending) => {
      grant(log, pending, 1, limits)
      make.addUse(log, pending)
      change(log, make.MEMBER, { role: 'member' })
      change(log, make.MEMBER, { role: 'approver' })
      grant(log, pending, 1, limits)
      for (let use = 2; use <= uses; use++) make.addUse(log, pending, { approval: { use } })
    }
  }
  assertValid(reportOn(then(2), TWENTY))
  assert.equal(attack(then(3), TWENTY), 'links.approval')
})
