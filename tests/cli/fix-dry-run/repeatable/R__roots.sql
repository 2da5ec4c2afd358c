create or replace view roots as select id from lists where parent_id is null;
