import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.env.DATABASE_URL.replace(/^sqlite:/, ''));

export function reset() {
  database.exec('CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, item TEXT NOT NULL)');
  database.exec('DELETE FROM orders');
}

export function add(item) {
  database.prepare('INSERT INTO orders (item) VALUES (?)').run(item);
}

export function count() {
  return database.prepare('SELECT count(*) AS count FROM orders').get().count;
}
