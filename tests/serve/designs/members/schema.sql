create role reporter nologin;

create table members (
    id       uuid primary key default gen_random_uuid(),
    name     text not null unique,
    plan     text not null default 'free',
    password bytea not null
);
create table news (
    id        bigint generated always as identity primary key,
    title     text not null,
    tag       text not null,
    is_public boolean not null default false
);
create index news_by_tag on news (tag);

alter table members enable row level security;
alter table news enable row level security;

create policy "oneself" on members for select to authenticated
    using (id = (select current_setting('app.member_id', true)::uuid));
create policy "public news" on news for select to anon using (is_public);
create policy "all news" on news for select to authenticated, reporter using (true);

revoke all on members, news from anon, authenticated;
grant select (id, name, plan) on members to authenticated;
grant select on news to anon, authenticated, reporter;

-- Answers only who knows the password; anon cannot read the table.
create function sign_in(the_name text, the_password text) returns table (sub uuid, plan text)
    language sql stable security definer
    set search_path = ''
as $$
    select id, plan from public.members where name = the_name and password = sha256(convert_to(the_password, 'UTF8'))
$$;
revoke all on function sign_in(text, text) from public;
grant execute on function sign_in(text, text) to anon;

create function refuse(state text) returns text
    language plpgsql stable
    set search_path = ''
as $$
begin
    if state <> 'none' then
        raise exception 'told to the caller' using errcode = state, detail = 'an inner detail', hint = 'an inner hint';
    end if;
    return state;
end
$$;
revoke all on function refuse(text) from public;
grant execute on function refuse(text) to anon, authenticated;

insert into members (id, name, plan, password) values
    ('0ada0000-0000-4000-8000-000000000001', 'ada', 'gold', sha256('correct horse')),
    ('0b0b0000-0000-4000-8000-000000000002', 'bob', 'free', sha256('battery staple'));
insert into news (title, tag, is_public) values ('one', 'a', true), ('two', 'b', false), ('three', 'c', true);
