create schema if not exists pgmq;
create function pgmq.create(queue_name text) returns void language sql as '';
create function pgmq.send(queue_name text, msg jsonb, delay integer default 0) returns setof bigint language sql as 'select 1::bigint';
create function pgmq.read(queue_name text, vt integer, qty integer) returns setof record language sql as 'select 1, 2';
create function pgmq.delete(queue_name text, msg_id bigint) returns boolean language sql as 'select true';
create function pgmq.archive(queue_name text, msg_id bigint) returns boolean language sql as 'select true'
