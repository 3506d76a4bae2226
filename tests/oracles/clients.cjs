// Opens each case with one Node client: `node clients.cjs CLIENT < cases`, as `clients.py` does.
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')
const load = createRequire(path.join(process.env.ORACLE_NODE, 'package.json'))

const soon = (ms) => new Promise((done) => setTimeout(done, ms).unref())
const CLIENTS = {
  async pg(text) {
    const { Client } = load('pg')
    const client = new Client({ connectionString: text, connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try { await client.connect() } finally { client.end().catch(() => {}) }
  },
  async 'postgres.js'(text) {
    const sql = load('postgres')(text, { max: 1, connect_timeout: 2, fetch_types: false, onnotice() {} })
    try { await Promise.race([sql`select 1`, soon(2500)]) } finally { await sql.end({ timeout: 0 }).catch(() => {}) }
  },
  async mysql2(text) {
    const connection = load('mysql2').createConnection(text)
    await new Promise((done) => { connection.on('error', done); connection.connect(done) })
    connection.destroy()
  },
  async mysql(text) {
    const connection = load('mysql').createConnection(text)
    await new Promise((done) => { connection.on('error', done); connection.connect(done) })
    connection.destroy()
  },
  async mariadb(text) {
    const connection = await load('mariadb').createConnection(text.replace(/^mysql:/, 'mariadb:'))
    connection.destroy()
  },
}

async function main() {
  const connect = CLIENTS[process.argv[2]]
  process.on('uncaughtException', () => {})
  process.on('unhandledRejection', () => {})
  const own = /^(ORACLE_|LD_PRELOAD$|PATH$|HOME$)/
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const one = JSON.parse(line)
    for (const name of Object.keys(process.env)) if (!own.test(name)) delete process.env[name]
    Object.assign(process.env, one.variables)
    fs.appendFileSync(process.env.ORACLE_LOG, `case ${one.id}\n`)
    try {
      await Promise.race([Promise.resolve().then(() => connect(one.text)), soon(4000)])
    } catch { /* a client that cannot read a case opens nothing */ }
  }
  process.exit(0)
}
main()
