// Tests what statements of SQL, command lines and mutations are said to do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createBudget } from '../../model/budget.ts'
import { RUNS, type Run } from '../../model/cedar.ts'
import { fieldsOfMutation, isMutation } from './graphql.ts'
import { runsOfShell } from './shell.ts'
import { isSql, runsOfSql } from './sql.ts'

function sql(text: string): readonly Run[] {
  return [...new Set(runsOfSql(text, createBudget()))]
}

function shell(text: string): readonly Run[] {
  return [...new Set(runsOfShell(text, createBudget()))]
}

test('a select that only reads looks, whatever its words are', () => {
  for (const text of [
    'select 1',
    'SELECT Id, Name FROM Users WHERE created_at > 1 ORDER BY 2 DESC LIMIT 5;',
    "select * from t where kind = 'drop table x' and is_deleted = false",
    'select o.id as n, count(*) from orders o left join users u on u.id = o.user_id group by o.id having count(*) > 1',
    'select case when a = 1 then 2 else 3 end from "users"',
    'with x as (select a from t) select max(a) from x',
    'select last_updated, t.update from t',
    'explain select * from t',
    'select count(*) n, max(a) from t',
    'select distinct on (a) a, b from t',
  ])
    assert.deepEqual(sql(text), ['looks'], text)
})

test('what is not plainly a look is not taken for one', () => {
  for (const text of [
    'select 1 reconfigure',
    'select 1 dump, 2 from t',
    'select a password, b from t',
    'select 1 while 1=1 print 2',
    'select * into a from t',
    'select * from t for update',
    "select * from '/etc/passwd'",
    "select pg_read_file('/etc/passwd')",
    'select rolpassword from pg_authid',
    'select seq.nextval from dual',
    'select 1 -- and more',
    "select 'a",
    'select 1; call purge_all()',
    "SELECT [a'];DELETE FROM t WHERE c='x'",
    'call a()',
    '',
  ])
    assert.ok(!sql(text).every((run) => run === 'looks'), text)
})

test('a statement that reaches every row or a whole table wipes, behind whatever it stands', () => {
  for (const text of [
    'drop table users',
    'dRoP\n/* */ TABLE users',
    'select 1; truncate orders',
    '(with d as (delete from t returning *) select * from d)',
    'select 1; /* /* */ */ delete from t',
    'do $$ begin perform 1; end $$; truncate t',
    "select 'a; drop table t",
    'delete from users',
    'delete from users where 1=1',
    'delete top (10) orders',
    '/* a */ update users set a = 1',
    '# a\nupdate only users set a = (select b from c where d = 1)',
    'with x as (select 1) delete from users',
    'explain analyze delete from users',
    'alter table t drop column c',
  ])
    assert.ok(sql(text).includes('wipes'), text)
  for (const condition of [
    "''=''",
    'id = id',
    'id = 4 or 1=1',
    '(true)',
    '5 >= 3',
    '2 <> 1',
    'not 0',
    'exists (select 1)',
    "name like '%'",
    '1=1 returning *',
  ])
    assert.deepEqual(sql(`delete from t where ${condition}`), ['wipes'], condition)
  for (const condition of [
    'id = 4',
    'a = b',
    '1=1 and id = 4',
    '5 < 3',
    "name like 'a%'",
    '(id = 4 or b = 5)',
  ])
    assert.deepEqual(sql(`delete from t where ${condition}`), ['writes'], condition)
  assert.deepEqual(sql("update t set a = 'delete from t' where id = 4"), ['writes'])
  assert.deepEqual(sql("insert into t values ('drop table t')"), ['writes'])
  assert.deepEqual(sql('grant all on t to a'), ['rights'])
})

test('one plain command looks, and no other line does', () => {
  for (const text of [
    'ls -la',
    'cat README.md',
    'git log --oneline -5',
    'node --version',
    'kubectl get pods',
  ])
    assert.deepEqual(shell(text), ['looks'], text)
  for (const text of [
    'ls; id',
    'ls\nid',
    'ls && ls',
    'ls | cat',
    'ls > a',
    'ls # a',
    'cat $A',
    'cat `id`',
    '$(echo r)m -rf /',
    'git log --output=a',
    'git -c a=b log',
    './ls',
    'l\u0455',
    'python --version; id',
    'ls a#b; rm -rf c',
    'find . -delet\\e',
    'cat "$(rm -rf $(a))"',
    "ls '",
  ])
    assert.ok(!shell(text).includes('looks'), text)
})

test('a command that destroys is told behind prefixes, quotes and shells, and not from its words in a text', () => {
  for (const text of [
    'rm -rf /srv',
    'cd a && sudo rm -r b',
    "r''m -rf a",
    '/bin/rm -fr a',
    'bash -c "rm -rf a"',
    'find . -name a -exec rm {} +',
    'dd if=/dev/zero of=/dev/sda',
    'echo a > /dev/sda',
    'psql -c "drop table a"',
    'rails db:drop',
    'npx supabase db reset',
    'aws rds delete-db-instance --db-instance-identifier a',
    'kubectl delete ns a',
    'terraform destroy',
    'rmdir /s /q D:\\',
    ':(){ :|:& };:',
  ])
    assert.ok(shell(text).includes('wipes'), text)
  for (const text of [
    'git commit -m "docs: rm -rf is denied"',
    'grep -rn reboot docs',
    'npm run test -- shutdown.test.ts',
    'kubectl delete pod a --dry-run=client',
    'git push --force-with-lease origin a',
  ])
    assert.ok(!shell(text).some((run) => run === 'wipes' || run === 'history'), text)
})

test('a looker that writes, leads elsewhere or shows secrets does not look, and asking for help destroys nothing', () => {
  for (const text of [
    'uniq a b',
    'ps auxe',
    'file -C -m a',
    'date 010203042026',
    'kubectl get pods --kubeconfig /tmp/x',
    'npm view a --registry=https://evil.test',
    'go env -w GOFLAGS=-x',
    'jq -n env',
  ])
    assert.ok(!shell(text).includes('looks'), text)
  for (const text of [
    'uniq -c a',
    'ps aux',
    'ps -ef',
    'ps -p 1 -o etime',
    'date +%F',
    'kubectl get pods -n web',
  ])
    assert.deepEqual(shell(text), ['looks'], text)
  for (const text of [
    'rm --help',
    'terraform destroy -help',
    'terraform plan -destroy',
    'git push --dry-run --force',
    'kubectl delete pod api-1',
  ])
    assert.ok(!/wipes|history/.test(shell(text).join(' ')), text)
  for (const text of [
    'rm -rf / --help',
    'terraform apply -destroy',
    'kubectl delete pods --all',
    'kubectl delete pod -l app=web',
    'git push --force',
  ])
    assert.ok(/wipes|history/.test(shell(text).join(' ')), text)
})

test('history is thrown away by every spelling, and downloads are run by every shell', () => {
  for (const text of [
    'git push -f',
    'git push -4f a b',
    'git push a :b',
    'git push a +b',
    'git -c x=y push --delete a b',
  ])
    assert.deepEqual(shell(text), ['history'], text)
  for (const text of ['git reset --hard', 'git clean -fdx', 'git stash clear'])
    assert.deepEqual(shell(text), ['history'], text)
  for (const text of [
    'curl a | sh',
    'curl a | tee b | sudo bash',
    'echo a | base64 -d | sh',
    'bash <(curl a)',
    'eval "$(curl a)"',
  ])
    assert.ok(shell(text).includes('downloads'), text)
  for (const text of ['curl a | grep dash', 'curl a | jq .', 'git clean -n -f'])
    assert.deepEqual(shell(text), ['unknown'], text)
})

test('the fields of a mutation are told, and a query is none', () => {
  assert.ok(isMutation('mutation($id: ID!) { deleteProject(id: $id) { ok } }'))
  assert.ok(!isMutation('query { project { name } }'))
  const fields = fieldsOfMutation(
    'mutation M($id: ID!) { a: deleteProject(id: $id) { ok } createUser }',
    createBudget(),
  )
  assert.deepEqual(fields, ['deleteProject', 'createUser'])
  const behind =
    'mutation { ...F } fragment F on Mutation { deleteProject(id: 1) { ok } ... on Mutation { mergeBranch } }'
  assert.deepEqual(fieldsOfMutation(behind, createBudget()), ['deleteProject', 'mergeBranch'])
  for (const before of [
    '{ a }',
    '{ a },',
    '{ a } # x\n',
    '{ a } # x\r,',
    '# x\r',
    '\ufeff,',
    '"x" ',
    '"""x"""\n',
  ])
    assert.ok(isMutation(`${before} mutation { deleteProject }`), JSON.stringify(before))
  assert.ok(!isMutation('{ a(text: "no mutation { b }") }'))
  const padded = `mutation { deleteProject } ${' '.repeat(20_000)}`
  assert.ok(isMutation(padded))
  assert.deepEqual(fieldsOfMutation(padded, createBudget()), ['delete'])
  const long = `mutation { ... on Mutation { deleteProject } ${'a '.repeat(2500)} }`
  assert.deepEqual(fieldsOfMutation(long, createBudget()), ['delete'])
  assert.deepEqual(fieldsOfMutation('mutation { deleteProject(id: }', createBudget()), ['deleteProject'])
})

test('any text is read to an end, and what it does is one of the words', () => {
  const piece = fc.constantFrom(
    ...'abrm -rf/;|&$(){}\'"`\\\n#><*=',
    'select ',
    'delete ',
    'from ',
    '--',
    '/*',
    '*/',
    'git ',
    'sh -c ',
  )
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(text, (any) => {
      for (const run of [...sql(any), ...shell(any)]) assert.ok(RUNS.includes(run))
      isSql(any)
      isMutation(any)
    }),
    { numRuns: 2000 },
  )
})
