// Tests that a comment which some servers carry out is read as what it does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../model/budget.ts'
import { runsOfSql } from './sql.ts'

function of(text: string): readonly string[] {
  return runsOfSql(text, createBudget(1_000_000))
}

test('what stands in an executable comment is carried out', () => {
  const wiping = [
    '/*! drop database shop */',
    '/*!50000 DROP TABLE users */',
    '/*M! drop database shop */',
    '/*M!100100 drop table a */',
    '/*!99999 truncate table a*/',
    'select 1; /*M!50701 drop table a */',
    '/*!50000 DROP*/ TABLE a',
    'drop /*M!100100 table */ a',
    '/*!80000 truncate */ /*!80000 table a */',
    '/*M!DROP DATABASE x*/',
  ]
  assert.deepEqual(
    wiping.filter((text) => !of(text).includes('wipes')),
    [],
  )
})

test('what stands in any other comment is not', () => {
  const plain = [
    '/* drop database shop */ select 1',
    'select 1 /* M! drop table a */',
    'select 1 /* !drop table a */',
    'select a -- drop table a',
    'select a # drop table a',
    '/* m */ select a from b',
    'select /*+ parallel(4) */ a from b',
    "select '/*! drop table a */'",
    'select a /* drop */ from b',
    '/** truncate table a */ select 1',
  ]
  assert.deepEqual(
    plain.filter((text) => of(text).includes('wipes')),
    [],
  )
})
