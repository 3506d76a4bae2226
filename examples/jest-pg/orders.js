'use strict';

const { Pool } = require('pg');

// Made at import, as in many projects: whoever loads this file has a pool on whatever is configured.
const pool = new Pool({ connectionString: process.env.DATABASE_URL });

async function reset() {
  await pool.query('CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, item text NOT NULL)');
  await pool.query('TRUNCATE orders');
}

async function add(item) {
  await pool.query('INSERT INTO orders (item) VALUES ($1)', [item]);
}

async function count() {
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM orders');
  return rows[0].count;
}

module.exports = { add, close: () => pool.end(), count, reset };
