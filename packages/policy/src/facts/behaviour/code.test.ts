// Tests which tables, functions and programs statements and command lines are said to name.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../model/budget.ts'
import { noCode } from './code.ts'
import { runsOfShell } from './shell.ts'
import { runsOfSql } from './sql.ts'

function sql(text: string) {
  const code = noCode()
  runsOfSql(text, createBudget(), code)
  const { kinds, tables, functions, reaches } = code
  return { kinds: [...kinds], tables: [...tables], functions: [...functions], reaches: [...reaches] }
}

function shell(text: string) {
  const code = noCode()
  runsOfShell(text, createBudget(), code)
  return { programs: [...new Set(code.programs)], writes: [...code.writesTo], substitutes: code.substitutes }
}

test('the tables of a statement are told, and what only looks like one is none', () => {
  for (const [text, tables] of [
    ['select a from t where b = 1', ['t']],
    ['select * from Public."Users" u join orders o on o.user_id = u.id', ['public.users', 'orders']],
    ['select * from a, b as c, d where a.x = d.x', ['a', 'b', 'd']],
    ['select extract(year from ts) from sales', ['sales']],
    ['select a from t where b in (select c from d)', ['t', 'd']],
    ['with recent as (select * from t) select max(a) from recent', ['t']],
    ['insert into logs (a, b) values (1, 2)', ['logs']],
    ['update only t set a = 1 where id = 4', ['t']],
    ['delete from t where id = 4', ['t']],
    ['drop table if exists t', ['t']],
    ['select 1', []],
  ] as const)
    assert.deepEqual(sql(text).tables, tables, text)
})

test('kinds, functions and what they reach are told, and what is not plainly read holds a question mark', () => {
  assert.deepEqual(sql('select count(*), lower(a) from t'), {
    kinds: ['select'],
    tables: ['t'],
    functions: [],
    reaches: [],
  })
  assert.deepEqual(sql('with x as (select 1) delete from t where a = 1').kinds, ['with', 'delete'])
  assert.deepEqual(sql("select pg_read_file('/etc/passwd')").reaches, ['files'])
  assert.deepEqual(sql("select * from dblink('host=a', 'select 1') as x(a int)").reaches, ['network'])
  assert.deepEqual(sql("select set_config('a', 'b', false)").reaches, ['rights'])
  assert.ok(sql("copy t from program 'id'").reaches.includes('files'))
  assert.ok(sql('select zorch(a) from t').functions.includes('zorch'))
  for (const text of [
    "select 'a",
    'select 1 -- and more',
    'do $$ begin end $$',
    "select * from '/etc/passwd'",
  ])
    assert.ok(sql(text).tables.includes('?'), text)
  assert.deepEqual(sql('select a from t; drop table u').kinds, ['select', 'drop'])
})

test('the programs of a line are told wherever they stand, and what only it knows is a question mark', () => {
  assert.deepEqual(shell('git log --oneline'), { programs: ['git'], writes: [], substitutes: false })
  assert.deepEqual(shell('sudo /usr/bin/rm -rf a').programs, ['sudo', 'rm'])
  assert.deepEqual(shell('cat a | grep b > c'), {
    programs: ['cat', 'grep'],
    writes: ['c'],
    substitutes: false,
  })
  assert.ok(shell('echo "$(curl a)"').programs.includes('curl'))
  assert.ok(shell('echo "$(curl a)"').substitutes)
  assert.ok(shell('for f in *; do rm "$f"; done').programs.includes('rm'))
  assert.ok(shell('bash -c "rm -rf a"').programs.includes('rm'))
  assert.ok(shell('$CMD a').programs.includes('?'))
  assert.ok(shell(`ls; ${'a '.repeat(2000)}`).programs.includes('?'))
})
