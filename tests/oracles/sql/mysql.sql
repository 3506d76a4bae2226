-- What the statements of the vectors find in MariaDB. Each row that one deletes is missed.
CREATE TABLE logs (id int PRIMARY KEY, msg varchar(50) DEFAULT 'x', at datetime DEFAULT now());
INSERT INTO logs (id, msg, at) VALUES (1, 'a', '2020-01-01'), (2, 'b', now()), (3, 'c', now()), (4, 'd', now()), (5, 'e', now());
CREATE INDEX idx_logs_msg ON logs (msg);
CREATE TABLE users (
  id int AUTO_INCREMENT PRIMARY KEY, name varchar(50), email varchar(50) UNIQUE, active boolean DEFAULT 1, age int,
  role varchar(20) DEFAULT 'user', created_at datetime DEFAULT now(), deleted_at datetime, tenant int);
INSERT INTO users (name, email, active, age, created_at)
  VALUES ('ann', 'ann@x.com', 1, 30, '2020-01-01'), ('ann', 'bob@x.com', 0, 40, now()), ('eve', 'eve@y.com', 1, 50, now());
CREATE TABLE orders (id int PRIMARY KEY, user_id int, total decimal(10, 2), status varchar(20) DEFAULT 'new',
  FOREIGN KEY fk_user (user_id) REFERENCES users (id));
INSERT INTO orders (id, user_id, total) VALUES (1, 1, 10), (2, 2, 20), (3, 3, 30), (4, 1, 40), (5, 2, 50), (6, NULL, 60);
CREATE TABLE logs_archive (id int, msg varchar(50));
INSERT INTO logs_archive VALUES (900, 'old');
CREATE TABLE audit_log (id int, what varchar(50));
INSERT INTO audit_log VALUES (1, 'login');
CREATE TABLE staging (id int PRIMARY KEY, name varchar(50));
INSERT INTO staging VALUES (1, 'ann'), (9, 'new');
CREATE TABLE t (id int PRIMARY KEY, a int, b int, x varchar(20), key i (a));
INSERT INTO t VALUES (1, 1, 1, 'x'), (5, 5, 5, 'y'), (9, 0, 9, 'z');
CREATE TABLE events (id int, at date NOT NULL, payload varchar(100)) PARTITION BY RANGE (year(at)) (
  PARTITION p2023 VALUES LESS THAN (2024), PARTITION p2024 VALUES LESS THAN (2025), PARTITION p2025 VALUES LESS THAN (2099));
INSERT INTO events VALUES (1, '2023-01-01', 'a'), (2, '2024-01-01', 'b'), (3, '2025-01-01', 'c');
CREATE TABLE ev_swap (id int, at date NOT NULL, payload varchar(100));
CREATE TABLE versioned (id int PRIMARY KEY, x int) WITH SYSTEM VERSIONING;
INSERT INTO versioned VALUES (1, 1), (2, 2);
UPDATE versioned SET x = 9;
CREATE VIEW v_users AS SELECT id, name FROM users;
CREATE SEQUENCE seq;
CREATE PROCEDURE purge_proc() DELETE FROM logs;
CREATE FUNCTION purge_logs() RETURNS int BEGIN DELETE FROM logs; RETURN 1; END;
CREATE TRIGGER trg AFTER INSERT ON staging FOR EACH ROW SET @x = 1;
