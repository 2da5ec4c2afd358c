create type vector;
create function vector_in(cstring, oid, integer) returns vector language internal immutable strict as 'varcharin';
create function vector_out(vector) returns cstring language internal immutable strict as 'varcharout';
create type vector (input = vector_in, output = vector_out, typmod_in = varchartypmodin, typmod_out = varchartypmodout, like = text);
create function cosine_distance(vector, vector) returns double precision language sql immutable as 'select 0::double precision';
create operator <=> (leftarg = vector, rightarg = vector, function = cosine_distance);
create operator <-> (leftarg = vector, rightarg = vector, function = cosine_distance);
create operator <#> (leftarg = vector, rightarg = vector, function = cosine_distance)
