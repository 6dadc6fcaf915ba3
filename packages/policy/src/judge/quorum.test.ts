// When enough people have approved: by group, by all demands at once, and by another group from its time on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Approver, type Demand, isQuorum } from './quorum.ts'

const group = fc.constantFrom('sre', 'security', 'leads')
const approver: fc.Arbitrary<Approver> = fc.record({
  groups: fc.uniqueArray(group, { maxLength: 3 }),
  at: fc.nat({ max: 10 }),
})
const required = fc.integer({ min: 1, max: 3 })
const demand: fc.Arbitrary<Demand> = fc.record(
  { required, group, escalation: fc.record({ at: fc.nat({ max: 10 }), required, group }) },
  { requiredKeys: ['required'] },
)
const demands = fc.array(demand, { minLength: 1, maxLength: 3 })
const approvers = fc.array(approver, { maxLength: 6 })

/** The same, said with lists of who counts. */
function counted({ required: needed, group: of, escalation }: Demand, given: readonly Approver[]): boolean {
  let [own, later] = [0, 0]
  for (const { groups, at } of given) {
    if (of === undefined || groups.includes(of)) own++
    if (escalation !== undefined && at >= escalation.at && groups.includes(escalation.group)) later++
  }
  return own >= needed || (escalation !== undefined && later >= escalation.required)
}

test('enough is enough for each demand, and one more never makes it too few', () => {
  let met = 0
  fc.assert(
    fc.property(demands, approvers, approver, (wanted, given, another) => {
      const isMet = isQuorum(wanted, given)
      assert.equal(
        isMet,
        wanted.every((one) => counted(one, given)),
      )
      if (isMet) assert.ok(isQuorum(wanted, [...given, another]))
      if (isMet) met++
      assert.equal(isQuorum(wanted, [...given].reverse()), isMet)
    }),
    { numRuns: 2000 },
  )
  assert.ok(met > 100 && met < 1900, String(met))
})

test('nobody alone is two, and whoever is of no group that is named counts for none', () => {
  const both: Approver = { groups: ['sre', 'security'], at: 0 }
  assert.equal(isQuorum([{ required: 2, group: 'sre' }], [both]), false)
  assert.equal(
    isQuorum(
      [
        { required: 1, group: 'sre' },
        { required: 1, group: 'security' },
      ],
      [both],
    ),
    true,
  )
  assert.equal(isQuorum([{ required: 1, group: 'leads' }], [both, both]), false)
  assert.equal(isQuorum([{ required: 2 }], [both, { groups: [], at: 0 }]), true)
})
