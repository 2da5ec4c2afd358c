alter table notes add column note text check (char_length(note) <= 200);
alter table notes rename column seen_by to "seen.by";
